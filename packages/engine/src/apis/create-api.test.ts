import { describe, expect, test } from 'vitest'
import { versionOf } from '../access/versioned.ts'
import { onBothDatabases } from '../testing/on-both-databases.ts'
import { createApi } from './create-api.ts'
import { deleteApi } from './delete-api.ts'
import { getApi } from './get-api.ts'
import { listApis } from './list-apis.ts'

onBothDatabases(suite => {
  test('has defaults for all but name and prefix, and reads back as it was answered', async () => {
    const { result, effect } = await createApi(suite.ctx, { name: 'Outreach', prefix: 'outreach1' })
    expect(result).toMatchObject({
      name: 'Outreach',
      prefix: 'outreach1',
      environments: ['live', 'test'],
      scopes: [],
      keyPolicy: 'many',
      reveal: 'once',
      rotation: { production: 90, development: 180, elevated: 45 },
      maxLifetimeDays: null,
      credentialHeader: 'X-API-Key',
    })
    expect(effect).toEqual({ everywhere: true })
    expect(await getApi(suite.ctx, { apiId: result.id })).toEqual(result)
    expect(versionOf(result)).toBe(1)
  })

  test('keeps all that was given', async () => {
    const given = {
      environments: ['live'],
      scopes: [{ name: 'leads:read', description: 'Read leads', sensitive: true }],
      keyPolicy: 'one_per_organization' as const,
      reveal: 'anytime' as const,
      rotation: { production: 10, development: 20, elevated: 5 },
      maxLifetimeDays: 365,
      sensitiveEndpoints: [{ method: 'DELETE', path: '/v1/**' }],
      credentialHeader: 'Authorization: Bearer' as const,
      baseUrl: 'https://api.example.com',
      testRequest: { method: 'GET', path: '/v1/ping' },
      envVariable: 'OUTREACH_KEY',
      portalOrigins: ['https://app.example.com'],
      console: { portalName: 'Portal' },
    }
    const api = await suite.api(given)
    expect(await getApi(suite.ctx, { apiId: api.id })).toMatchObject(given)
  })

  describe('refuses with a pointer to each fault', () => {
    test.each([
      ['/prefix', { prefix: 'a' }],
      ['/prefix', { prefix: 'has_underscore' }],
      ['/prefix', { prefix: 'kt' }],
      ['/prefix', { prefix: 'ghp' }],
      ['/environments/1', { environments: ['live', '1st'] }],
      ['/environments/1', { environments: ['live', 'live'] }],
      ['/scopes/0/name', { scopes: [{ name: 'leads' }] }],
      ['/scopes/0/name', { scopes: [{ name: '*' }] }],
      ['/scopes/0/name', { scopes: [{ name: 'leads:*' }] }],
      ['/scopes/1/name', { scopes: [{ name: 'leads:read' }, { name: 'leads:read' }] }],
    ])('%s of %j', async (pointer, input) => {
      await expect(createApi(suite.ctx, { name: 'X', prefix: 'okay', ...input })).rejects.toMatchObject({
        code: 'invalid_input',
        errors: [{ pointer, message: expect.any(String) }],
      })
    })

    test('all of them at once', async () => {
      const input = { name: 'X', prefix: '!', environments: ['?'], scopes: [{ name: 'x' }] }
      await expect(createApi(suite.ctx, input)).rejects.toMatchObject({
        errors: [{ pointer: '/prefix' }, { pointer: '/environments/0' }, { pointer: '/scopes/0/name' }],
      })
    })
  })

  test('a prefix belongs to one API at a time, and is free again when that is deleted', async () => {
    const { result } = await createApi(suite.ctx, { name: 'A', prefix: 'taken' })
    const again = () => createApi(suite.ctx, { name: 'B', prefix: 'taken' })
    await expect(again()).rejects.toMatchObject({
      code: 'conflict',
      message: expect.stringContaining('taken'),
    })
    await deleteApi(suite.ctx, { apiId: result.id })
    await again()
  })

  test('the list is newest first and complete while APIs come and go', async () => {
    const made = []
    for (let i = 0; i < 5; i++) made.push((await suite.api()).id)
    const first = await listApis(suite.ctx, { limit: 2 })
    expect(first.data.map(({ id }) => id)).toEqual([made[4], made[3]])
    await suite.api()
    await deleteApi(suite.ctx, { apiId: made[3]! })
    const second = await listApis(suite.ctx, { limit: 2, cursor: first.nextCursor! })
    expect(second.data.map(({ id }) => id)).toEqual([made[2], made[1]])
    await expect(listApis(suite.ctx, { cursor: 'nonsense' })).rejects.toMatchObject({
      code: 'invalid_cursor',
    })
  })

  test('the built-in API is there, under the prefix kt', async () => {
    const { data } = await listApis(suite.ctx, { limit: 200 })
    expect(data.at(-1)).toMatchObject({ name: 'keyturn', prefix: 'kt', environments: ['live'] })
  })
})
