import { expect, test } from 'vitest'
import { updateApi } from '../apis/update-api.ts'
import { listAuditEvents } from '../audit/list-audit-events.ts'
import { onBothDatabases } from '../testing/on-both-databases.ts'
import { completeRotation } from './complete-rotation.ts'
import { getKey } from './get-key.ts'
import { revokeKey } from './revoke-key.ts'
import { rotateKey } from './rotate-key.ts'

const dayMs = 86_400_000

onBothDatabases(suite => {
  const rotate = async (keyId: string, overlapSeconds?: number) => {
    const { secret, ...rotated } = (await rotateKey(suite.ctx, { keyId, overlapSeconds })).result
    if (secret === null) throw new Error('a rotation without a token')
    return { ...rotated, secret }
  }

  const codes = (tokens: string[]) => Promise.all(tokens.map(async token => (await suite.verify(token)).code))

  test('without overlap the new token works and every earlier one has ended when it answers', async () => {
    const { key, secret } = await suite.key({ expiresAt: '2030-01-01', name: 'Sync' })
    const { key: rotated, secret: next, retiring } = await rotate(key.id)
    expect(next).not.toBe(secret)
    expect(await codes([secret, next])).toEqual(['revoked', 'valid'])
    expect(retiring).toEqual({ start: key.start, endsAt: expect.any(String) })
    expect(rotated).toMatchObject({
      id: key.id,
      name: 'Sync',
      scopes: key.scopes,
      expiresAt: key.expiresAt,
      createdAt: key.createdAt,
      start: next.slice(0, key.start.length),
      status: 'active',
      retiring: null,
    })
    expect(await getKey(suite.ctx, { keyId: key.id })).toMatchObject({ start: rotated.start })
  })

  test('with overlap both tokens work, the old one until its end', async () => {
    const { key, secret } = await suite.key()
    const { key: rotated, secret: next, retiring } = await rotate(key.id, 3_600)
    expect(await codes([secret, next])).toEqual(['valid', 'valid'])
    expect(rotated).toMatchObject({ status: 'rotating', retiring })
    expect(retiring?.start).toBe(secret.slice(0, key.start.length))
    expect(Date.parse(retiring!.endsAt) - Date.now()).toBeGreaterThan(3_590_000)
    await suite.write({ kind: 'key', id: key.id }, tx =>
      tx
        .updateTable('secrets')
        .set({ ends_at: 1 })
        .where('key_id', '=', key.id)
        .where('ends_at', 'is not', null)
        .execute(),
    )
    expect(await codes([secret, next])).toEqual(['revoked', 'valid'])
    expect(await getKey(suite.ctx, { keyId: key.id })).toMatchObject({ status: 'active', retiring: null })
  })

  test('completed before its time, the old token has ended when it answers, and the new one stays as it is', async () => {
    const { key, secret } = await suite.key()
    const { secret: next } = await rotate(key.id, 3_600)
    const { result: completed } = await completeRotation(suite.ctx, { keyId: key.id })
    expect(completed).toMatchObject({
      status: 'active',
      retiring: null,
      start: next.slice(0, key.start.length),
    })
    expect(await codes([secret, next])).toEqual(['revoked', 'valid'])
    const { data } = await listAuditEvents(suite.ctx, { targetId: key.id })
    expect(data[0]).toMatchObject({
      action: 'key.updated',
      details: { before: { retiring: { start: key.start } }, after: { retiring: null } },
    })
    expect((await completeRotation(suite.ctx, { keyId: key.id })).result).toMatchObject({ retiring: null })
    expect((await listAuditEvents(suite.ctx, { targetId: key.id })).data).toHaveLength(data.length)
    await rotate(key.id, 60)
  })

  test('never more than two tokens work: a second overlap is refused, overlap zero ends both', async () => {
    const { key, secret } = await suite.key()
    const { secret: second } = await rotate(key.id, 3_600)
    await expect(rotate(key.id, 60)).rejects.toMatchObject({ code: 'rotation_in_progress' })
    expect(await codes([secret, second])).toEqual(['valid', 'valid'])
    const { secret: third } = await rotate(key.id, 0)
    expect(await codes([secret, second, third])).toEqual(['revoked', 'revoked', 'valid'])
    await rotate(key.id, 60)
  })

  test('of overlapping rotations at once one wins, of resets at once all do and one token is left', async () => {
    const { key } = await suite.key()
    const overlapping = await Promise.allSettled(Array.from({ length: 8 }, () => rotate(key.id, 60)))
    expect(overlapping.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
    const resets = await Promise.all(Array.from({ length: 8 }, () => rotate(key.id)))
    const verdicts = await codes(resets.map(({ secret }) => secret))
    expect(verdicts.filter(code => code === 'valid')).toHaveLength(1)
    expect(verdicts.filter(code => code === 'revoked')).toHaveLength(7)
  })

  test('a secret of a node whose clock was ahead is the one that retires, not the one that stays', async () => {
    const { key, secret } = await suite.key()
    // The first secret seems to be newer than any that is made now.
    await suite.write({ kind: 'key', id: key.id }, tx =>
      tx
        .updateTable('secrets')
        .set({ id: 'sec_7zzzzzzzzzzzzzzzzzzzzzzzzz' })
        .where('key_id', '=', key.id)
        .execute(),
    )
    const { key: rotated, secret: next } = await rotate(key.id, 3_600)
    expect(rotated.start).toBe(next.slice(0, rotated.start.length))
    expect(rotated.retiring?.start).toBe(secret.slice(0, rotated.start.length))
    await suite.write(null, tx =>
      tx
        .updateTable('secrets')
        .set({ id: 'sec_0' })
        .where('key_id', '=', key.id)
        .where('ends_at', 'is not', null)
        .execute(),
    )
  })

  test('starts the next period, as short as policy asks now', async () => {
    const { key } = await suite.key({ rotateEveryDays: 80 })
    await updateApi(suite.ctx, { apiId: key.apiId, patch: { rotation: { production: 20 } } })
    const before = Date.now()
    const { key: rotated } = await rotate(key.id)
    expect(Date.parse(rotated.rotateBy!)).toBeGreaterThanOrEqual(before + 20 * dayMs)
    expect(Date.parse(rotated.rotateBy!)).toBeLessThanOrEqual(Date.now() + 20 * dayMs)
  })

  test('a revoked or expired key is not brought back', async () => {
    const { key } = await suite.key()
    await revokeKey(suite.ctx, { keyId: key.id })
    await expect(rotate(key.id)).rejects.toMatchObject({ code: 'key_not_active' })
    const { key: expired } = await suite.key()
    await suite.write({ kind: 'key', id: expired.id }, tx =>
      tx.updateTable('keys').set({ expires_at: 1 }).where('id', '=', expired.id).execute(),
    )
    await expect(rotate(expired.id)).rejects.toMatchObject({
      code: 'key_not_active',
      message: expect.stringContaining('cannot be extended'),
    })
  })

  test('the log tells of it without either token', async () => {
    const { key, secret } = await suite.key()
    const { secret: next } = await rotate(key.id, 60)
    const { data } = await listAuditEvents(suite.ctx, { targetId: key.id })
    expect(data[0]).toMatchObject({ action: 'key.rotated', details: { overlapSeconds: 60 } })
    for (const token of [secret, next]) expect(JSON.stringify(data)).not.toContain(token.slice(-20))
  })
})
