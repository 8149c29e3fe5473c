import { expect, test } from 'vitest'
import { listAuditEvents } from '../audit/list-audit-events.ts'
import type { Context } from '../mutate/context.ts'
import { onBothDatabases } from '../testing/on-both-databases.ts'
import { bulkRevokeKeys } from './bulk-revoke-keys.ts'
import { lookupKey } from './lookup-key.ts'
import { revokeKey } from './revoke-key.ts'

onBothDatabases(suite => {
  async function keysOfOne(names: readonly string[]) {
    const { id: organizationId } = await suite.organization()
    const { id: apiId } = await suite.api()
    const made = await Promise.all(names.map(name => suite.key({ apiId, organizationId, name })))
    return { organizationId, apiId, made, ids: made.map(({ key }) => key.id) }
  }

  const codes = (made: readonly { secret: string }[]) =>
    Promise.all(made.map(async ({ secret }) => (await suite.verify(secret)).code))

  test('ends the keys that are named, waits for nodes once, and says what became of each', async () => {
    const { made, ids } = await keysOfOne(['a', 'b', 'c'])
    await revokeKey(suite.ctx, { keyId: ids[1] ?? '', reason: 'earlier' })
    let waits = 0
    const settle: Context['feed']['settle'] = (mark, at) => {
      waits += 1
      return suite.ctx.feed.settle(mark, at)
    }
    const keyIds = [...ids.slice(0, 2), 'key_unknown', ...ids.slice(0, 1)]
    const { result, effect } = await bulkRevokeKeys(
      { ...suite.ctx, feed: { settle } },
      { keyIds, reason: 'leak' },
    )
    expect(effect).toEqual({ everywhere: true })
    expect(waits).toBe(1)
    expect(result).toEqual({
      data: [
        { keyId: ids[0], outcome: 'revoked' },
        { keyId: ids[1], outcome: 'already_revoked' },
        { keyId: 'key_unknown', outcome: 'not_found' },
      ],
      hasMore: false,
      effective: { everywhere: true },
    })
    expect(await codes(made)).toEqual(['revoked', 'revoked', 'valid'])
    const { data } = await listAuditEvents(suite.ctx, { targetId: ids[0] ?? '' })
    expect(data[0]).toMatchObject({
      action: 'key.revoked',
      details: { before: { status: 'active' }, after: { status: 'revoked' }, reason: 'leak' },
    })
    const earlier = (await listAuditEvents(suite.ctx, { targetId: ids[1] ?? '' })).data
    expect(earlier.filter(({ action }) => action === 'key.revoked')).toHaveLength(1)
  })

  test('the key that makes the call is not among those that it ends, named or by a filter', async () => {
    const { organizationId, made, ids } = await keysOfOne(['Own', 'Other'])
    const caller = suite.as({ keyId: ids[0] ?? '' })
    for (const input of [{ keyIds: ids }, { filter: { organizationId } }]) {
      const refused = bulkRevokeKeys(caller, input)
      const pointer = 'filter' in input ? '/filter' : '/keyIds'
      await expect(refused).rejects.toMatchObject({ code: 'invalid_input', errors: [{ pointer }] })
    }
    expect(await codes(made)).toEqual(['valid', 'valid'])
    await bulkRevokeKeys(caller, { filter: { organizationId, search: 'other' } })
    expect(await codes(made)).toEqual(['valid', 'revoked'])
  })

  test('a filter ends what it matches and nothing else', async () => {
    const { organizationId, made } = await keysOfOne(['Nightly one', 'Nightly two', 'Other'])
    const filter = { organizationId, search: 'nightly' }
    const { result } = await bulkRevokeKeys(suite.ctx, { filter })
    expect(result.data.map(({ outcome }) => outcome)).toEqual(['revoked', 'revoked'])
    expect(await codes(made)).toEqual(['revoked', 'revoked', 'valid'])
    expect((await bulkRevokeKeys(suite.ctx, { filter })).result.data).toEqual([])
  })

  test('what lies out of reach is not found, whether named or matched', async () => {
    const mine = await keysOfOne(['mine'])
    const theirs = await keysOfOne(['theirs'])
    const ctx = suite.as({ reach: { organizationId: mine.organizationId } })
    const named = await bulkRevokeKeys(ctx, { keyIds: theirs.ids })
    expect(named.result.data.map(({ outcome }) => outcome)).toEqual(['not_found'])
    expect((await bulkRevokeKeys(ctx, { filter: { apiId: theirs.apiId } })).result.data).toEqual([])
    await bulkRevokeKeys(ctx, { filter: { search: 'e' } })
    expect(await codes([...mine.made, ...theirs.made])).toEqual(['revoked', 'valid'])
  })

  test('names keys in one way, and needs the scope', async () => {
    for (const input of [{}, { keyIds: ['key_x'], filter: { search: 'x' } }]) {
      await expect(bulkRevokeKeys(suite.ctx, input)).rejects.toMatchObject({ code: 'invalid_input' })
    }
    const calling = bulkRevokeKeys(suite.as({ scopes: ['keys:read'] }), { keyIds: ['key_x'] })
    await expect(calling).rejects.toMatchObject({ code: 'insufficient_scope' })
  })

  test('a token leads whoever manages it to its key, also when it has ended', async () => {
    const { organizationId, made, ids } = await keysOfOne(['found'])
    const token = made[0]?.secret ?? ''
    expect(await lookupKey(suite.ctx, { token })).toMatchObject({
      id: ids[0],
      status: 'active',
      lastUsedAt: null,
    })
    await revokeKey(suite.ctx, { keyId: ids[0] ?? '' })
    expect(await lookupKey(suite.ctx, { token })).toMatchObject({ id: ids[0], status: 'revoked' })
    const own = suite.as({ scopes: ['keys:read'], reach: { organizationId } })
    expect(await lookupKey(own, { token })).toMatchObject({ id: ids[0] })
    const other = suite.as({ reach: { organizationId: (await suite.organization()).id } })
    await expect(lookupKey(other, { token })).rejects.toMatchObject({ code: 'not_found' })
    await expect(lookupKey(suite.ctx, { token: 'nobody' })).rejects.toMatchObject({ code: 'not_found' })
    const blind = lookupKey(suite.as({ scopes: ['keys:write'] }), { token })
    await expect(blind).rejects.toMatchObject({ code: 'insufficient_scope' })
  })
})
