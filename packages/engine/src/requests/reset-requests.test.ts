import { beforeEach, describe, expect, test } from 'vitest'
import { listAuditEvents } from '../audit/list-audit-events.ts'
import { bulkRevokeKeys } from '../keys/bulk-revoke-keys.ts'
import { createKey } from '../keys/create-key.ts'
import { deleteKey } from '../keys/delete-key.ts'
import { revokeKey } from '../keys/revoke-key.ts'
import { rotateKey } from '../keys/rotate-key.ts'
import { updateKey } from '../keys/update-key.ts'
import type { Context } from '../mutate/context.ts'
import { IdempotentRequest } from '../mutate/idempotent-request.ts'
import { deleteOrganization } from '../organizations/delete-organization.ts'
import { updateOrganization } from '../organizations/update-organization.ts'
import { onBothDatabases } from '../testing/on-both-databases.ts'
import { addPerson, type Person } from '../testing/people.ts'
import { approveResetRequest } from './approve-reset-request.ts'
import { createResetRequest } from './create-reset-request.ts'
import { declineResetRequest } from './decline-reset-request.ts'
import { findResetKey } from './find-reset-key.ts'
import { getResetRequest } from './get-reset-request.ts'
import { listResetRequests } from './list-reset-requests.ts'
import { withdrawResetRequest } from './withdraw-reset-request.ts'

const reason = 'It stood in a ticket'
const conflict = (words: string) => ({ code: 'conflict', message: expect.stringContaining(words) })

onBothDatabases(suite => {
  let keyId = ''
  let secret = ''
  let organizationId = ''
  let asker: Person
  let keeper: Person

  beforeEach(async () => {
    const made = await suite.key()
    keyId = made.key.id
    secret = made.secret
    organizationId = made.key.organizationId
    asker = await addPerson(suite, { organizationId, permissions: ['view_keys'] })
    keeper = await addPerson(suite, { organizationId, permissions: ['manage_keys'] })
  })

  const ask = async () => (await createResetRequest(await asker.request(), { keyId, reason })).result
  const approve = async (requestId: string, who = keeper) =>
    approveResetRequest(await who.request(), { requestId })
  const statusNow = async (requestId: string) => (await getResetRequest(suite.ctx, { requestId })).status
  const actions = async () => {
    const { data } = await listAuditEvents(suite.ctx, { organizationId, targetId: keyId })
    return data.map(({ action }) => action)
  }

  test('which key a request is about is found within reach only, and with no scope', async () => {
    const { id: requestId } = await ask()
    const { id: elsewhere } = await suite.organization()
    const foreign = suite.as({ reach: { organizationId: elsewhere } })
    expect(await findResetKey(suite.as({ scopes: [], reach: { organizationId } }), { requestId })).toBe(keyId)
    expect(await findResetKey(foreign, { requestId })).toBeUndefined()
    expect(await findResetKey(suite.ctx, { requestId: 'nonsense' })).toBeUndefined()
  })

  test('who sees a key asks for its reset; it says who, why, of which token and until when', async () => {
    const request = await ask()
    expect(request).toMatchObject({
      organizationId,
      keyId,
      keyName: 'Sync',
      start: secret.slice(0, request.start.length),
      reason,
      status: 'open',
      requestedBy: { type: 'user', id: asker.userId, name: 'Ada' },
      decision: null,
    })
    expect(Date.parse(request.expiresAt) - Date.parse(request.createdAt)).toBe(7 * 86_400_000)
    expect(await suite.verify(secret)).toMatchObject({ valid: true })
    expect(await actions()).toEqual(['reset_request.created', 'key.created'])
    const { data } = await listAuditEvents(suite.ctx, { organizationId, targetId: keyId })
    expect(JSON.stringify(data)).not.toContain(secret.slice(12))
  })

  test('who does not see keys cannot ask, and who does not manage them cannot decide', async () => {
    const stranger = await addPerson(suite, { organizationId, permissions: ['manage_users', 'view_logs'] })
    const refused = { code: 'insufficient_permission' }
    await expect(createResetRequest(await stranger.request(), { keyId, reason })).rejects.toMatchObject(
      refused,
    )
    const { id: requestId } = await ask()
    await expect(approve(requestId, asker)).rejects.toMatchObject(refused)
    const declining = declineResetRequest(await asker.request(), { requestId, reason })
    await expect(declining).rejects.toMatchObject(refused)
  })

  test('approving resets the key: the old token has ended when it answers, and the new one works', async () => {
    const { id } = await ask()
    const { result } = await approve(id)
    expect(result.request).toMatchObject({
      status: 'approved',
      decision: { by: { id: keeper.userId, name: 'Ada' }, reason: null },
    })
    expect(result.retiring?.start).toBe(result.request.start)
    expect((await suite.verify(secret)).code).toBe('revoked')
    expect((await suite.verify(result.secret ?? '')).code).toBe('valid')
    expect((await actions()).slice(0, 2).sort()).toEqual(['key.rotated', 'reset_request.approved'])
  })

  test('with an overlap the old token goes on for that long', async () => {
    const { id: requestId } = await ask()
    const { result } = await approveResetRequest(suite.ctx, { requestId, overlapSeconds: 3_600 })
    expect((await suite.verify(secret)).code).toBe('valid')
    expect(result.request.status).toBe('approved')
  })

  test('an approval that is repeated under its key is answered as before, without the token, and resets nothing', async () => {
    const { id: requestId } = await ask()
    const ctx = await keeper.request()
    const again = () => {
      const idempotency = new IdempotentRequest({ key: 'approve-once', body: '{}' })
      return approveResetRequest({ ...ctx, request: { ...ctx.request, idempotency } }, { requestId })
    }
    const first = (await again()).result
    const second = (await again()).result
    expect(second).toMatchObject({ secret: null, request: { id: requestId, status: 'approved' } })
    expect((await suite.verify(first.secret ?? '')).code).toBe('valid')
  })

  test('declining leaves the key as it is and keeps the reason', async () => {
    const { id: requestId } = await ask()
    const ctx = await keeper.request()
    const { result } = await declineResetRequest(ctx, { requestId, reason: 'That is the test key' })
    expect(result).toMatchObject({ status: 'declined', decision: { reason: 'That is the test key' } })
    expect((await suite.verify(secret)).code).toBe('valid')
    expect((await actions())[0]).toBe('reset_request.declined')
    await expect(approve(requestId)).rejects.toMatchObject(conflict('declined already'))
  })

  test('who asked withdraws it, and nobody else does', async () => {
    const { id: requestId } = await ask()
    const other = { code: 'insufficient_permission', message: expect.stringContaining('Decline it') }
    await expect(withdrawResetRequest(await keeper.request(), { requestId })).rejects.toMatchObject(other)
    const { result } = await withdrawResetRequest(await asker.request(), { requestId })
    expect(result).toMatchObject({ status: 'withdrawn', decision: null })
    expect((await actions())[0]).toBe('reset_request.withdrawn')
    await expect(approve(requestId)).rejects.toMatchObject(conflict('withdrawn'))
    await ask()
  })

  test('members of a suspended organization ask for nothing and withdraw nothing; the vendor does', async () => {
    const { id: requestId } = await ask()
    const other = (await suite.key({ organizationId })).key.id
    await updateOrganization(suite.ctx, { organizationId, patch: { suspended: true } })
    const refused = { code: 'insufficient_permission', message: expect.stringContaining('suspended') }
    const member = await asker.request()
    const asking = createResetRequest(member, { keyId: other, reason })
    await expect(asking).rejects.toMatchObject(refused)
    await expect(withdrawResetRequest(member, { requestId })).rejects.toMatchObject(refused)
    expect((await getResetRequest(member, { requestId })).status).toBe('open')
    const operator = await addPerson(suite, { operator: 'operator' })
    await createResetRequest(await operator.request(), { keyId: other, reason })
  })

  test('of each key a reset is asked for once at a time, whoever asks and however close they race', async () => {
    const outcomes = await Promise.allSettled(Array.from({ length: 6 }, ask))
    expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
    for (const outcome of outcomes) {
      if (outcome.status === 'rejected') expect(outcome.reason).toMatchObject(conflict('asked for already'))
    }
    await expect(createResetRequest(suite.ctx, { keyId, reason })).rejects.toMatchObject({ code: 'conflict' })
    expect((await listResetRequests(suite.ctx, { keyId })).data).toHaveLength(1)
  })

  test('of two administrators who decide at once one is second, and the key is reset once at most', async () => {
    for (let round = 0; round < 5; round++) {
      const { id: requestId } = await ask()
      const others = await Promise.all([keeper.request(), keeper.request(), keeper.request()])
      const [one, two, three] = others
      if (!one || !two || !three) throw new Error('three administrators')
      const before = (await actions()).filter(action => action === 'key.rotated').length
      const outcomes = await Promise.allSettled([
        approveResetRequest(one, { requestId }),
        approveResetRequest(two, { requestId }),
        declineResetRequest(three, { requestId, reason }),
      ])
      expect(outcomes.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected', 'rejected'])
      for (const outcome of outcomes) {
        if (outcome.status === 'rejected') expect(outcome.reason).toMatchObject({ code: 'conflict' })
      }
      const rotated = (await actions()).filter(action => action === 'key.rotated').length - before
      expect(rotated).toBe((await statusNow(requestId)) === 'approved' ? 1 : 0)
    }
  })

  test('an approval and a reset at the same moment reset the key once for the request', async () => {
    const { id: requestId } = await ask()
    const [approved, rotated] = await Promise.allSettled([
      approve(requestId),
      rotateKey(suite.ctx, { keyId }),
    ])
    expect(rotated.status).toBe('fulfilled')
    const status = await statusNow(requestId)
    expect(status).toBe(approved.status === 'fulfilled' ? 'approved' : 'superseded')
    if (approved.status === 'rejected') expect(approved.reason).toMatchObject({ code: 'conflict' })
  })

  describe('a request is over', () => {
    const ends: [string, () => Promise<unknown>][] = [
      ['reset otherwise', () => rotateKey(suite.ctx, { keyId })],
      ['revoked', () => revokeKey(suite.ctx, { keyId })],
      ['revoked in bulk', () => bulkRevokeKeys(suite.ctx, { keyIds: [keyId] })],
      ['gone with its organization', () => deleteOrganization(suite.ctx, { organizationId })],
    ]
    test.each(ends)('once its key is %s', async (_, end) => {
      const { id: requestId } = await ask()
      const manager = suite.as()
      await end()
      expect(await statusNow(requestId)).toBe('superseded')
      const open = await listResetRequests(suite.ctx, { organizationId, status: 'open' })
      const closed = await listResetRequests(suite.ctx, { organizationId, status: 'closed' })
      expect([open.data, closed.data.map(({ id }) => id)]).toEqual([[], [requestId]])
      await expect(approveResetRequest(manager, { requestId })).rejects.toMatchObject(conflict('otherwise'))
      const declining = declineResetRequest(manager, { requestId, reason })
      await expect(declining).rejects.toMatchObject(conflict('otherwise'))
    })

    test('and gone once its key is deleted', async () => {
      const { id: requestId } = await ask()
      await deleteKey(suite.ctx, { keyId })
      const gone = { code: 'not_found' }
      await expect(getResetRequest(suite.ctx, { requestId })).rejects.toMatchObject(gone)
      await expect(approve(requestId)).rejects.toMatchObject(gone)
      for (const filter of [{ organizationId }, { keyId }, { organizationId, status: 'closed' as const }]) {
        expect((await listResetRequests(suite.ctx, filter)).data).toEqual([])
      }
    })

    test('not while the old token goes on during a rotation', async () => {
      const { id: requestId } = await ask()
      await rotateKey(suite.ctx, { keyId, overlapSeconds: 3_600 })
      expect(await statusNow(requestId)).toBe('open')
      await approve(requestId)
      expect((await suite.verify(secret)).code).toBe('revoked')
    })

    test('nor while the key is switched off', async () => {
      const { id: requestId } = await ask()
      await updateKey(suite.ctx, { keyId, patch: { enabled: false } })
      expect(await statusNow(requestId)).toBe('open')
    })

    test('after seven days, and after that it is asked anew', async () => {
      const first = await ask()
      const later = suite.at(first.expiresAt)
      const requestId = first.id
      expect((await getResetRequest(later, { requestId })).status).toBe('expired')
      expect((await listResetRequests(later, { keyId, status: 'open' })).data).toEqual([])
      await expect(approveResetRequest(later, { requestId })).rejects.toMatchObject(conflict('expired'))
      const { result: second } = await createResetRequest(later, { keyId, reason })
      const { data } = await listResetRequests(later, { keyId })
      expect(data.map(({ id, status }) => [id, status])).toEqual([
        [second.id, 'open'],
        [requestId, 'expired'],
      ])
    })

    test('after a reset it is asked anew, for the new token', async () => {
      await ask()
      await rotateKey(suite.ctx, { keyId })
      expect((await ask()).status).toBe('open')
      const { data } = await listResetRequests(suite.ctx, { keyId })
      expect(data.map(({ status }) => status)).toEqual(['open', 'superseded'])
    })
  })

  test('a key that has ended is not asked about', async () => {
    await revokeKey(suite.ctx, { keyId })
    await expect(ask()).rejects.toMatchObject({ code: 'key_not_active' })
  })

  test('people are not written to without end: so many requests in an hour', async () => {
    for (let count = 0; count < 20; count++) {
      const { id: requestId } = await ask()
      await withdrawResetRequest(await asker.request(), { requestId })
    }
    await expect(ask()).rejects.toMatchObject({ code: 'rate_limited' })
    await createResetRequest(await keeper.request(), { keyId, reason })
  })

  test('programs are limited one by one and together, and use up nothing that people have', async () => {
    const { key: other } = await suite.key({ organizationId })
    await createResetRequest(await keeper.request(), { keyId: other.id, reason })
    const untilRefused = async (ctx: Context) => {
      for (let tries = 0; tries < 150; tries++) {
        const code = await createResetRequest(ctx, { keyId: other.id, reason }).catch(({ code }) => code)
        if (code === 'rate_limited') return tries
      }
      return null
    }
    const program = suite.as({ scopes: ['keys:read'] })
    expect(await untilRefused(program)).toBe(50)
    expect(await untilRefused(suite.as({ scopes: ['keys:read'], reach: { organizationId } }))).toBe(50)
    expect(await untilRefused(suite.as({ scopes: ['keys:read'] }))).toBe(0)
    await createResetRequest(program, { keyId: (await suite.key()).key.id, reason })
    for (let count = 0; count < 5; count++) {
      const colleague = await addPerson(suite, { organizationId, permissions: ['view_keys'] })
      expect(await untilRefused(await colleague.request())).toBe(20)
    }
    await ask()
  })

  test('lists and calls keep within reach', async () => {
    const { id: requestId } = await ask()
    const other = await suite.key()
    for (const reach of [{ organizationId: other.key.organizationId }, { apiId: other.key.apiId }]) {
      const ctx = suite.as({ reach })
      const gone = { code: 'not_found' }
      expect((await listResetRequests(ctx)).data).toEqual([])
      expect((await listResetRequests(ctx, { organizationId, keyId })).data).toEqual([])
      await expect(createResetRequest(ctx, { keyId, reason })).rejects.toMatchObject(gone)
      await expect(getResetRequest(ctx, { requestId })).rejects.toMatchObject(gone)
      await expect(approveResetRequest(ctx, { requestId })).rejects.toMatchObject(gone)
      await expect(declineResetRequest(ctx, { requestId, reason })).rejects.toMatchObject(gone)
      await expect(withdrawResetRequest(ctx, { requestId })).rejects.toMatchObject(gone)
    }
    expect(await statusNow(requestId)).toBe('open')
  })

  test('a credential that is confined to one API is told no names, and nobody is called by their address', async () => {
    const { id: requestId, apiId } = await ask()
    await declineResetRequest(await keeper.request(), { requestId, reason })
    const nameless = { requestedBy: { name: 'Member' }, decision: { by: { name: 'Member' } } }
    const confined = suite.as({ scopes: ['keys:read'], reach: { organizationId, apiId } })
    expect(await getResetRequest(confined, { requestId })).toMatchObject(nameless)
    expect((await listResetRequests(confined)).data).toMatchObject([nameless])
    await suite.write(null, async tx => {
      await tx.updateTable('users').set({ name: null }).where('id', '=', asker.userId).execute()
      await tx.updateTable('members').set({ name: null }).where('id', '=', asker.memberId).execute()
    })
    const seen = await getResetRequest(suite.ctx, { requestId })
    expect(seen).toMatchObject({ requestedBy: { name: 'Member' }, decision: { by: { name: 'Ada' } } })
  })

  test('lists come in pages, the newest first', async () => {
    const { id: apiId } = await suite.api()
    for (const name of ['one', 'two', 'three']) {
      const { key } = (await createKey(suite.ctx, { apiId, organizationId, name })).result
      await createResetRequest(suite.ctx, { keyId: key.id, reason })
    }
    const first = await listResetRequests(suite.ctx, { organizationId, limit: 2 })
    expect(first.data.map(({ keyName }) => keyName)).toEqual(['three', 'two'])
    const rest = await listResetRequests(suite.ctx, {
      organizationId,
      limit: 2,
      cursor: first.nextCursor ?? '',
    })
    expect([rest.data.map(({ keyName }) => keyName), rest.nextCursor]).toEqual([['one'], null])
  })
})
