import { expect, test } from 'vitest'
import { findBuiltinApi } from '../apis/api-queries.ts'
import { deleteApi } from '../apis/delete-api.ts'
import { getApi } from '../apis/get-api.ts'
import { createKey } from '../keys/create-key.ts'
import { rotateKey } from '../keys/rotate-key.ts'
import { updateKey } from '../keys/update-key.ts'
import { deleteOrganization } from '../organizations/delete-organization.ts'
import { getOrganization } from '../organizations/get-organization.ts'
import { onBothDatabases } from '../testing/on-both-databases.ts'
import { addPerson } from '../testing/people.ts'

const refused = { code: 'reauthentication_required' }

onBothDatabases(suite => {
  async function operatorAndLater() {
    const staff = await addPerson(suite, { operator: 'operator' })
    const fresh = await staff.request()
    return { fresh, late: { ...fresh, clock: { ...fresh.clock, now: () => fresh.clock.now() + 301_000 } } }
  }

  async function managementApi(): Promise<string> {
    const builtin = await findBuiltinApi(suite.ctx.storage.lookups)
    return builtin!.id
  }

  test('management keys are made and rotated by who has just proven who they are, or by keys', async () => {
    const { fresh, late } = await operatorAndLater()
    const { id: organizationId } = await suite.organization()
    const wish = { apiId: await managementApi(), organizationId, name: 'Deploy', scopes: ['keys:read'] }
    await expect(createKey(late, wish)).rejects.toMatchObject(refused)
    const { key } = (await createKey(fresh, wish)).result
    await expect(rotateKey(late, { keyId: key.id })).rejects.toMatchObject(refused)
    await rotateKey(fresh, { keyId: key.id })
    await rotateKey(suite.as(), { keyId: key.id })
    await createKey(suite.as(), wish)
  })

  test('management keys are changed by who has just proven who they are, and switched off by who may change them', async () => {
    const { fresh, late } = await operatorAndLater()
    const { id: organizationId } = await suite.organization()
    const wish = { apiId: await managementApi(), organizationId, name: 'Deploy', scopes: ['keys:read'] }
    const { id: keyId } = (await createKey(fresh, wish)).result.key
    for (const patch of [{ scopes: ['*'] }, { allowedIps: null }, { name: 'Other' }, { enabled: true }]) {
      await expect(updateKey(late, { keyId, patch })).rejects.toMatchObject(refused)
    }
    await updateKey(late, { keyId, patch: { enabled: false } })
    await updateKey(fresh, { keyId, patch: { enabled: true, scopes: ['keys:read', 'keys:write'] } })
    await updateKey(suite.as(), { keyId, patch: { scopes: ['keys:read'] } })
  })

  test('keys of other APIs are made, changed and rotated without that', async () => {
    const { late } = await operatorAndLater()
    const { key } = await suite.key()
    await rotateKey(late, { keyId: key.id })
    await updateKey(late, { keyId: key.id, patch: { scopes: [] } })
    await createKey(late, { apiId: key.apiId, organizationId: key.organizationId, name: 'Another' })
  })

  test('an organization and an API are deleted by who has just proven who they are, or by keys', async () => {
    const { fresh, late } = await operatorAndLater()
    const [{ id: organizationId }, { id: apiId }] = [await suite.organization(), await suite.api()]
    await expect(deleteOrganization(late, { organizationId })).rejects.toMatchObject(refused)
    await expect(deleteApi(late, { apiId })).rejects.toMatchObject(refused)
    await getOrganization(suite.ctx, { organizationId })
    await getApi(suite.ctx, { apiId })
    await deleteOrganization(fresh, { organizationId })
    await deleteApi(fresh, { apiId })
    await deleteOrganization(suite.as(), { organizationId: (await suite.organization()).id })
    await deleteApi(suite.as(), { apiId: (await suite.api()).id })
  })
})
