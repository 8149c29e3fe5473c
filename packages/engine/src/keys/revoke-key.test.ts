import { expect, test } from 'vitest'
import { listAuditEvents } from '../audit/list-audit-events.ts'
import { onBothDatabases } from '../testing/on-both-databases.ts'
import { deleteKey } from './delete-key.ts'
import { getKey } from './get-key.ts'
import { listKeys } from './list-keys.ts'
import { revokeKey } from './revoke-key.ts'
import { updateKey } from './update-key.ts'

onBothDatabases(suite => {
  test('a revoked key is refused as soon as the call has answered, for good, and says why', async () => {
    const { key, secret } = await suite.key()
    const { result, effect } = await revokeKey(suite.ctx, { keyId: key.id, reason: 'Leaked' })
    expect(await suite.verify(secret)).toMatchObject({ valid: false, code: 'revoked' })
    expect(result).toMatchObject({
      key: { status: 'revoked', revokeReason: 'Leaked', revokedAt: expect.any(String) },
      effective: { everywhere: true },
    })
    expect(effect).toEqual({ everywhere: true })
    expect(await getKey(suite.ctx, { keyId: key.id })).toEqual(result.key)
  })

  test('a repeated call answers the same and changes nothing, whatever reason it gives', async () => {
    const { key } = await suite.key()
    const first = await revokeKey(suite.ctx, { keyId: key.id, reason: 'First' })
    const second = await revokeKey(suite.ctx, { keyId: key.id, reason: 'Second' })
    expect(second).toEqual(first)
    const { data } = await listAuditEvents(suite.ctx, { targetId: key.id })
    expect(data.map(({ action }) => action)).toEqual(['key.revoked', 'key.created'])
  })

  test('a repeated call waits for every node like the first', async () => {
    const { key } = await suite.key()
    await revokeKey(suite.ctx, { keyId: key.id })
    let settled = 0
    const feed = {
      settle: async () => {
        settled += 1
        return { everywhere: false as const, effectiveBy: '2030-01-01T00:00:00.000Z', waitingFor: ['node_x'] }
      },
    }
    const { result, effect } = await revokeKey({ ...suite.ctx, feed }, { keyId: key.id })
    expect(settled).toBe(1)
    expect(result.effective).toEqual({ everywhere: false })
    expect(effect).toMatchObject({ waitingFor: ['node_x'] })
  })

  test('revocations at once are one revocation', async () => {
    const { key } = await suite.key()
    const calls = Array.from({ length: 12 }, (_, i) =>
      revokeKey(suite.ctx, { keyId: key.id, reason: `${i}` }),
    )
    const reasons = new Set((await Promise.all(calls)).map(({ result }) => result.key.revokeReason))
    expect(reasons.size).toBe(1)
    const { data } = await listAuditEvents(suite.ctx, { targetId: key.id })
    expect(data.filter(({ action }) => action === 'key.revoked')).toHaveLength(1)
  })

  test('a revocation wins over changes at the same time', async () => {
    const { key, secret } = await suite.key()
    const changes = Array.from({ length: 8 }, (_, i) =>
      updateKey(suite.ctx, { keyId: key.id, patch: { name: `${i}`, enabled: true } }).catch(() => null),
    )
    await Promise.all([...changes, revokeKey(suite.ctx, { keyId: key.id })])
    expect(await suite.verify(secret)).toMatchObject({ code: 'revoked' })
    expect(await getKey(suite.ctx, { keyId: key.id })).toMatchObject({ status: 'revoked' })
  })

  test('a deleted key is refused at once, then it is not there any more', async () => {
    const { key, secret } = await suite.key()
    const { keyId } = { keyId: key.id }
    await expect(deleteKey(suite.ctx, { keyId, ifVersion: 7 })).rejects.toMatchObject({
      code: 'precondition_failed',
    })
    expect(await deleteKey(suite.ctx, { keyId, ifVersion: 1 })).toEqual({
      result: null,
      effect: { everywhere: true },
    })
    expect(await suite.verify(secret)).toMatchObject({ code: 'revoked' })
    const gone = { code: 'not_found' }
    await expect(getKey(suite.ctx, { keyId })).rejects.toMatchObject(gone)
    await expect(deleteKey(suite.ctx, { keyId })).rejects.toMatchObject(gone)
    await expect(revokeKey(suite.ctx, { keyId })).rejects.toMatchObject(gone)
    expect((await listKeys(suite.ctx, { organizationId: key.organizationId })).data).toEqual([])
  })

  test('a revoked key can be deleted and keeps the instant of its revocation', async () => {
    const { key } = await suite.key()
    const { result } = await revokeKey(suite.ctx, { keyId: key.id })
    await deleteKey(suite.ctx, { keyId: key.id })
    const { data } = await listAuditEvents(suite.ctx, { targetId: key.id })
    expect(data[0]?.details).toMatchObject({ before: { revokedAt: result.key.revokedAt } })
    const row = suite.ctx.storage.lookups.selectFrom('keys').select('revoked_at').where('id', '=', key.id)
    expect((await row.executeTakeFirst())?.revoked_at).toBe(Date.parse(result.key.revokedAt!))
  })
})
