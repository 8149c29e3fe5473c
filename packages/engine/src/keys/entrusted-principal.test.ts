import type { MemberPermission } from '@keyturn/core'
import { expect, test } from 'vitest'
import { authorise } from '../access/authorise.ts'
import { updateApi } from '../apis/update-api.ts'
import type { Context } from '../mutate/context.ts'
import { updateOrganization } from '../organizations/update-organization.ts'
import { onBothDatabases } from '../testing/on-both-databases.ts'
import { addPerson } from '../testing/people.ts'
import { createKey } from './create-key.ts'
import { entrustedPrincipal, type KeyOrApi } from './entrusted-principal.ts'
import { getKey } from './get-key.ts'
import { listKeys } from './list-keys.ts'
import { revealKey } from './reveal-key.ts'
import { rotateKey } from './rotate-key.ts'

const lacking = { code: 'insufficient_permission' }

onBothDatabases(suite => {
  /** An organization with a key of an API whose page is for those who manage its account, and one of another API. */
  async function technical(permissions: MemberPermission[], requires = ['manage_billing', 'manage_users']) {
    const { id: organizationId } = await suite.organization()
    const api = await suite.api({ reveal: 'anytime', console: { page: 'Technical', requires } })
    const entrusted = await suite.key({ organizationId, apiId: api.id })
    const other = await suite.key({ organizationId })
    const person = await addPerson(suite, { organizationId, permissions })
    return { organizationId, api, entrusted, other, person }
  }

  type Demand = 'keys:read' | 'keys:write' | 'keys:reveal'
  const about = async (ctx: Context, demand: Demand, what: KeyOrApi): Promise<Context> => {
    const principal = await entrustedPrincipal(ctx, demand, what)
    return { ...ctx, principal, reach: principal.reach }
  }

  test.each<MemberPermission>(['manage_billing', 'manage_users'])(
    'with %s one runs the keys of the API that is entrusted by it, and no others',
    async permission => {
      const { organizationId, api, entrusted, other, person } = await technical([permission])
      const ctx = await person.request()
      const { id: keyId } = entrusted.key
      const listed = await listKeys(await about(ctx, 'keys:read', { apiId: api.id }))
      expect(listed.data.map(({ id }) => id)).toEqual([keyId])
      await getKey(await about(ctx, 'keys:read', { keyId }), { keyId })
      const revealed = await revealKey(await about(ctx, 'keys:reveal', { keyId }), { keyId })
      expect(revealed.result.secret).toBe(entrusted.secret)
      const rotated = await rotateKey(await about(ctx, 'keys:write', { keyId }), { keyId })
      expect((await suite.verify(entrusted.secret)).code).toBe('revoked')
      expect((await suite.verify(rotated.result.secret ?? '')).code).toBe('valid')
      const made = { apiId: api.id, organizationId, name: 'Second' }
      await createKey(await about(ctx, 'keys:write', { apiId: api.id }), made)
      const foreign = await about(ctx, 'keys:read', { keyId: other.key.id })
      await expect(getKey(foreign, { keyId: other.key.id })).rejects.toMatchObject(lacking)
    },
  )

  test('what an API entrusts leads to no key of another API or organization, whatever the verb is then asked', async () => {
    const { api, entrusted, other, person } = await technical(['manage_billing'])
    const foreign = await suite.key({ apiId: api.id })
    const ctx = await about(await person.request(), 'keys:write', { keyId: entrusted.key.id })
    for (const keyId of [other.key.id, foreign.key.id]) {
      await expect(getKey(ctx, { keyId })).rejects.toMatchObject({ code: 'not_found' })
      await expect(rotateKey(ctx, { keyId })).rejects.toMatchObject({ code: 'not_found' })
    }
    const elsewhere = { apiId: other.key.apiId, organizationId: other.key.organizationId, name: 'X' }
    await expect(createKey(ctx, elsewhere)).rejects.toMatchObject({ code: 'not_found' })
  })

  test('a key that does not exist is refused in the words of one that is not entrusted', async () => {
    const { other, person } = await technical(['manage_billing'])
    const ctx = await person.request()
    const refusals = []
    for (const keyId of [other.key.id, other.key.id.replace(/.$/, 'z'), 'nonsense']) {
      const { principal } = await about(ctx, 'keys:read', { keyId })
      refusals.push(catching(() => authorise(principal, 'keys:read')))
    }
    expect(new Set(refusals).size).toBe(1)
    expect(refusals[0]).toContain('insufficient_permission')
  })

  test.each<{ permissions: MemberPermission[]; requires: string[] }>([
    { permissions: ['manage_billing'], requires: ['manage_users'] },
    { permissions: ['manage_billing', 'manage_users'], requires: ['view_keys', 'manage_keys'] },
    { permissions: ['view_logs', 'manage_connectors'], requires: ['view_logs', 'manage_connectors'] },
    { permissions: [], requires: [] },
  ])('$requires entrusts nothing to $permissions', async ({ permissions, requires }) => {
    const { entrusted, person } = await technical(permissions, requires)
    const ctx = await about(await person.request(), 'keys:read', { keyId: entrusted.key.id })
    await expect(getKey(ctx, { keyId: entrusted.key.id })).rejects.toMatchObject(lacking)
  })

  test('a page that asks for permissions about keys gives nothing beyond them', async () => {
    const { entrusted, person } = await technical(['view_keys'], ['view_keys', 'manage_billing'])
    const { id: keyId } = entrusted.key
    const ctx = await about(await person.request(), 'keys:reveal', { keyId })
    await getKey(ctx, { keyId })
    await expect(revealKey(ctx, { keyId })).rejects.toMatchObject(lacking)
  })

  test('what the vendor takes back, or an organization that is suspended, ends it at the next call', async () => {
    const { organizationId, api, entrusted, person } = await technical(['manage_billing'])
    const { id: keyId } = entrusted.key
    await updateOrganization(suite.ctx, { organizationId, patch: { suspended: true } })
    const suspended = await person.request()
    await getKey(await about(suspended, 'keys:read', { keyId }), { keyId })
    const rotation = rotateKey(await about(suspended, 'keys:write', { keyId }), { keyId })
    await expect(rotation).rejects.toMatchObject(lacking)
    await updateApi(suite.ctx, { apiId: api.id, patch: { console: { requires: ['view_keys'] } } })
    const late = await about(await person.request(), 'keys:read', { keyId })
    await expect(getKey(late, { keyId })).rejects.toMatchObject(lacking)
  })
})

function catching(call: () => void): string {
  try {
    call()
    return 'passed'
  } catch (error) {
    return JSON.stringify(error, ['code', 'message']) + String(error)
  }
}
