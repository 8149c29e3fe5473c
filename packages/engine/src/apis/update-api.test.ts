import { expect, test } from 'vitest'
import { versionOf } from '../access/versioned.ts'
import { revokeKey } from '../keys/revoke-key.ts'
import { onBothDatabases } from '../testing/on-both-databases.ts'
import { deleteApi } from './delete-api.ts'
import { getApi } from './get-api.ts'
import { listApis } from './list-apis.ts'
import { updateApi } from './update-api.ts'

onBothDatabases(suite => {
  test('changes what is given and keeps the rest', async () => {
    const api = await suite.api({ maxLifetimeDays: 30, baseUrl: 'https://a.example', envVariable: 'A' })
    const patch = { name: 'Renamed', baseUrl: null, rotation: { elevated: 7 }, envVariable: undefined }
    const { result } = await updateApi(suite.ctx, { apiId: api.id, patch })
    const { updatedAt, ...expected } = {
      ...api,
      name: 'Renamed',
      baseUrl: null,
      rotation: { ...api.rotation, elevated: 7 },
    }
    expect(result).toMatchObject(expected)
    expect(await getApi(suite.ctx, { apiId: api.id })).toEqual(result)
    expect(versionOf(result)).toBe(2)
  })

  test('of two changes made on the same version one wins, and the other is told so', async () => {
    const api = await suite.api()
    const rename = (name: string) => updateApi(suite.ctx, { apiId: api.id, ifVersion: 1, patch: { name } })
    const outcomes = await Promise.allSettled(['a', 'b', 'c', 'd'].map(rename))
    expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
    for (const outcome of outcomes) {
      if (outcome.status === 'rejected') expect(outcome.reason).toMatchObject({ code: 'precondition_failed' })
    }
    await expect(deleteApi(suite.ctx, { apiId: api.id, ifVersion: 1 })).rejects.toMatchObject({
      code: 'precondition_failed',
    })
    await deleteApi(suite.ctx, { apiId: api.id, ifVersion: 2 })
  })

  test('many changes at once without a version all happen', async () => {
    const api = await suite.api()
    await Promise.all(
      Array.from({ length: 16 }, (_, i) => updateApi(suite.ctx, { apiId: api.id, patch: { name: `${i}` } })),
    )
    expect(versionOf(await getApi(suite.ctx, { apiId: api.id }))).toBe(17)
  })

  test('allowing one key per organization from now on counts the keys that are there', async () => {
    const api = await suite.api()
    const allow = (keyPolicy: 'many' | 'one_per_organization') =>
      updateApi(suite.ctx, { apiId: api.id, patch: { keyPolicy } })
    const { key } = await suite.key({ apiId: api.id })
    const again = () => suite.key({ apiId: api.id, organizationId: key.organizationId })
    await allow('one_per_organization')
    await expect(again()).rejects.toMatchObject({ code: 'key_exists' })
    await allow('many')
    const { key: second } = await again()
    await expect(allow('one_per_organization')).rejects.toMatchObject({ code: 'conflict' })
    expect(await getApi(suite.ctx, { apiId: api.id })).toMatchObject({ keyPolicy: 'many' })
    await revokeKey(suite.ctx, { keyId: second.id })
    await allow('one_per_organization')
    await expect(again()).rejects.toMatchObject({ code: 'key_exists' })
    await revokeKey(suite.ctx, { keyId: key.id })
    await again()
  })

  test('an environment with keys that work cannot be removed', async () => {
    const { key } = await suite.key({ environment: 'test' })
    const remove = () => updateApi(suite.ctx, { apiId: key.apiId, patch: { environments: ['live'] } })
    await expect(remove()).rejects.toMatchObject({
      code: 'conflict',
      message: expect.stringContaining('test'),
    })
    await revokeKey(suite.ctx, { keyId: key.id })
    expect((await remove()).result.environments).toEqual(['live'])
  })

  test('an API with keys that work cannot be deleted; afterwards it is gone', async () => {
    const { key } = await suite.key()
    const { apiId } = key
    await expect(deleteApi(suite.ctx, { apiId })).rejects.toMatchObject({ code: 'conflict' })
    await revokeKey(suite.ctx, { keyId: key.id })
    expect(await deleteApi(suite.ctx, { apiId })).toEqual({ result: null, effect: { everywhere: true } })
    await expect(getApi(suite.ctx, { apiId })).rejects.toMatchObject({ code: 'not_found' })
    await expect(deleteApi(suite.ctx, { apiId })).rejects.toMatchObject({ code: 'not_found' })
    expect((await listApis(suite.ctx, { limit: 200 })).data.map(({ id }) => id)).not.toContain(apiId)
  })

  test('the built-in API can neither be changed nor deleted', async () => {
    const { data } = await listApis(suite.ctx, { limit: 200 })
    const apiId = data.at(-1)!.id
    await expect(updateApi(suite.ctx, { apiId, patch: { scopes: [] } })).rejects.toMatchObject({
      code: 'conflict',
    })
    await expect(deleteApi(suite.ctx, { apiId })).rejects.toMatchObject({ code: 'conflict' })
  })

  test('a change is checked like a creation', async () => {
    const api = await suite.api()
    await expect(
      updateApi(suite.ctx, { apiId: api.id, patch: { scopes: [{ name: '*:read' }] } }),
    ).rejects.toMatchObject({ code: 'invalid_input', errors: [{ pointer: '/scopes/0/name' }] })
  })
})
