import { createHash } from 'node:crypto'
import { expect, test } from 'vitest'
import { listAuditEvents } from '../audit/list-audit-events.ts'
import { onBothDatabases } from '../testing/on-both-databases.ts'
import { importKeys } from './import-keys.ts'
import { listKeys } from './list-keys.ts'
import { rotateKey } from './rotate-key.ts'

const sha256 = (token: string) => createHash('sha256').update(token, 'utf8').digest('hex')

onBothDatabases(suite => {
  async function place(apiInput: Parameters<typeof suite.api>[0] = {}) {
    const [api, organization] = [await suite.api(apiInput), await suite.organization()]
    return { apiId: api.id, organizationId: organization.id }
  }

  test('tokens of any shape keep working, and each key is audited on its own', async () => {
    const home = await place()
    const tokens = ['legacy-token-0001', `sk_${'x'.repeat(300)}`, 'with spaces? no: 16+']
    const keys = tokens.map((token, index) => ({
      ...home,
      name: `Key ${index}`,
      scopes: ['leads:read'],
      sha256: sha256(token),
    }))
    const { result } = await importKeys(suite.ctx, { keys })
    expect(result.data.map(({ name, start, status }) => [name, start, status])).toEqual(
      keys.map(({ name }) => [name, '', 'active']),
    )
    for (const [index, token] of tokens.slice(0, 2).entries()) {
      const { code, key } = await suite.verify(token, { scopes: ['leads:read'] })
      expect([code, key?.['id']]).toEqual(['valid', result.data[index]?.id])
    }
    const { data } = await listAuditEvents(suite.ctx, { organizationId: home.organizationId })
    expect(data.filter(({ action }) => action === 'key.created')).toHaveLength(3)
  })

  test('an imported key is rotated into a token of Keyturn', async () => {
    const { result } = await importKeys(suite.ctx, {
      keys: [{ ...(await place()), name: 'Old', sha256: sha256('legacy-token-0002') }],
    })
    const rotated = await rotateKey(suite.ctx, { keyId: result.data[0]?.id ?? '' })
    expect((await suite.verify('legacy-token-0002')).code).toBe('revoked')
    expect((await suite.verify(rotated.result.secret ?? '')).code).toBe('valid')
  })

  test('all or none: every row that is wrong is pointed at, and nothing is imported', async () => {
    const home = await place()
    const one = { ...home, name: 'Fine', sha256: sha256('legacy-token-0003') }
    const builtin = await suite.ctx.storage.lookups
      .selectFrom('apis')
      .select('id')
      .where('builtin', '=', 1)
      .executeTakeFirstOrThrow()
    const importing = importKeys(suite.ctx, {
      keys: [
        one,
        { ...one, scopes: ['no:such'] },
        { ...one, apiId: 'api_unknown' },
        { ...one, apiId: builtin.id },
      ],
    })
    await expect(importing).rejects.toMatchObject({
      code: 'invalid_input',
      errors: [
        { pointer: '/keys/1/scopes/0' },
        { pointer: '/keys/2', message: expect.stringContaining('Check the id') },
        { pointer: '/keys/3/apiId' },
      ],
    })
    expect((await listKeys(suite.ctx, { organizationId: home.organizationId })).data).toEqual([])
  })

  test('a token that is named twice, or known already, is refused with its row', async () => {
    const home = await place()
    const row = (name: string, token: string) => ({ ...home, name, sha256: sha256(token) })
    await importKeys(suite.ctx, { keys: [row('First', 'legacy-token-0004')] })
    const twice = [row('a', 'legacy-token-0005'), row('b', 'legacy-token-0005')]
    await expect(importKeys(suite.ctx, { keys: twice })).rejects.toMatchObject({
      code: 'invalid_input',
      errors: [{ pointer: '/keys/1/sha256', message: expect.stringContaining('keys[0]') }],
    })
    const known = [row('a', 'legacy-token-0006'), row('b', 'legacy-token-0004')]
    await expect(importKeys(suite.ctx, { keys: known })).rejects.toMatchObject({
      code: 'conflict',
      errors: [{ pointer: '/keys/1/sha256' }],
    })
    expect((await suite.verify('legacy-token-0006')).code).not.toBe('valid')
  })

  test('an API with one key for each organization gets one, and says which row is too many', async () => {
    const home = await place({ keyPolicy: 'one_per_organization' })
    const row = (token: string) => ({ ...home, name: token, sha256: sha256(token) })
    const two = [row('legacy-token-0007'), row('legacy-token-0008')]
    await expect(importKeys(suite.ctx, { keys: two })).rejects.toMatchObject({
      errors: [{ pointer: '/keys/1/apiId' }],
    })
    await importKeys(suite.ctx, { keys: [row('legacy-token-0007')] })
    await expect(importKeys(suite.ctx, { keys: [row('legacy-token-0008')] })).rejects.toMatchObject({
      code: 'conflict',
      errors: [{ pointer: '/keys/0/apiId' }],
    })
  })

  test('a thousand at once', async () => {
    const home = await place()
    const tokens = Array.from({ length: 1_000 }, (_, index) => `thousand-${suite.database}-${index}`)
    const keys = tokens.map(token => ({ ...home, name: token, sha256: sha256(token) }))
    const { result } = await importKeys(suite.ctx, { keys })
    expect(result.data.map(({ name }) => name)).toEqual(tokens)
    expect((await suite.verify(tokens[999] ?? '')).code).toBe('valid')
  })
})
