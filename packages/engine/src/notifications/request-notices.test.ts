import { beforeEach, expect, test } from 'vitest'
import { updateApi } from '../apis/update-api.ts'
import { deleteMember } from '../members/delete-member.ts'
import { updateMember } from '../members/update-member.ts'
import type { Context } from '../mutate/context.ts'
import { approveResetRequest } from '../requests/approve-reset-request.ts'
import { createAccessRequest } from '../requests/create-access-request.ts'
import { createResetRequest } from '../requests/create-reset-request.ts'
import { declineAccessRequest } from '../requests/decline-access-request.ts'
import { declineResetRequest } from '../requests/decline-reset-request.ts'
import { withdrawResetRequest } from '../requests/withdraw-reset-request.ts'
import { onBothDatabases } from '../testing/on-both-databases.ts'
import { addPerson, type Person } from '../testing/people.ts'
import { deliverNotice } from './deliver-notice.ts'
import type { Handover, Notice } from './notice.ts'

type Sent = { to: string; notice: Notice }

const reason = 'It stood in a ticket'

onBothDatabases(suite => {
  let organizationId = ''
  let keyId = ''
  let asker: Person
  let keeper: Person
  const sent: Sent[] = []

  beforeEach(async () => {
    await tell()
    const organization = await suite.organization({ timezone: 'Europe/Berlin' })
    organizationId = organization.id
    keyId = (await suite.key({ organizationId })).key.id
    asker = await addPerson(suite, { organizationId, permissions: ['view_keys'] })
    keeper = await addPerson(suite, { organizationId, permissions: ['manage_keys'] })
  })

  const telling = (ctx: Context): Context => ({ ...ctx, tellsPeople: true })
  const ask = async () =>
    (await createResetRequest(telling(await asker.request()), { keyId, reason })).result.id
  async function tell(): Promise<Sent[]> {
    const { storage, clock } = suite.ctx
    const log = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} }
    const deliver = async (letter: Sent): Promise<Handover> => {
      sent.push(letter)
      return { outcome: 'accepted' }
    }
    while ((await deliverNotice({ storage, clock, log, nodeId: 'node_1', deliver })) !== 'none');
    return sent.splice(0).filter(({ notice }) => notice.kind.startsWith('request'))
  }
  const told = async () => (await tell()).map(({ to }) => to).sort()

  test('those who manage keys are told of a reset request: by whom, of which key, why, and until when', async () => {
    const administrator = await addPerson(suite, { organizationId, permissions: ['administer'] })
    await addPerson(suite, { organizationId, permissions: ['manage_users', 'view_keys'] })
    await addPerson(suite, { permissions: ['administer'] })
    await ask()
    const letters = await tell()
    expect(letters.map(({ to }) => to).sort()).toEqual([administrator.email, keeper.email].sort())
    expect(letters[0]?.notice).toMatchObject({
      kind: 'request',
      organizationId,
      organizationName: 'Acme',
      timezone: 'Europe/Berlin',
      askedBy: 'Ada',
      reason,
      about: { kind: 'key_reset', keyName: 'Sync' },
      expiresAt: expect.any(Number),
    })
  })

  test('of a reset those are told, too, whom the API entrusts its keys to, as long as it does', async () => {
    const api = await suite.api({ console: { page: 'Technical', requires: ['manage_billing'] } })
    keyId = (await suite.key({ organizationId, apiId: api.id })).key.id
    const payer = await addPerson(suite, { organizationId, permissions: ['manage_billing'] })
    await addPerson(suite, { organizationId, permissions: ['manage_users'] })
    await addPerson(suite, { permissions: ['manage_billing'] })
    const requestId = await ask()
    const letters = (await tell()).map(({ to, notice }) => [to, 'decidesBy' in notice && notice.decidesBy])
    expect(new Map(letters as [string, string][])).toEqual(
      new Map([
        [payer.email, 'entrusted'],
        [keeper.email, 'permission'],
      ]),
    )
    await withdrawResetRequest(telling(await asker.request()), { requestId })
    await ask()
    await updateApi(suite.ctx, { apiId: api.id, patch: { console: { requires: ['manage_keys'] } } })
    expect(await told()).toEqual([keeper.email])
    keyId = (await suite.key({ organizationId })).key.id
    await ask()
    expect(await told()).toEqual([keeper.email])
  })

  test('of access those are told who can grant it', async () => {
    const clerk = await addPerson(suite, { organizationId, permissions: ['manage_users'] })
    const colleague = await addPerson(suite, { organizationId, permissions: ['manage_users', 'view_logs'] })
    const administrator = await addPerson(suite, { organizationId, permissions: ['administer'] })
    const input = { organizationId, permission: 'view_logs' as const }
    await createAccessRequest(telling(await asker.request()), input)
    expect(await told()).toEqual([colleague.email, administrator.email].sort())
    expect(clerk.email).not.toBe(colleague.email)
  })

  test('whoever asks is told what was decided, and why', async () => {
    await declineResetRequest(telling(await keeper.request()), { requestId: await ask(), reason: 'Test key' })
    const letters = await tell()
    expect(letters).toMatchObject([
      {
        to: asker.email,
        notice: { kind: 'request_decided', outcome: 'declined', decidedBy: 'Ada', reason: 'Test key' },
      },
    ])
    await approveResetRequest(telling(await keeper.request()), { requestId: await ask() })
    const outcomes = (await tell()).map(({ to, notice }) => [to, 'outcome' in notice ? notice.outcome : null])
    expect(outcomes).toEqual([[asker.email, 'approved']])
    const { result } = await createAccessRequest(telling(await asker.request()), {
      organizationId,
      permission: 'view_logs',
    })
    const place = { organizationId, requestId: result.id }
    await declineAccessRequest(telling(suite.as()), { ...place, reason: 'Ask Grace' })
    expect(await tell()).toMatchObject([
      {
        to: asker.email,
        notice: { about: { kind: 'access', permission: 'view_logs' }, reason: 'Ask Grace' },
      },
    ])
  })

  test('a request that was withdrawn before its letter was sent is told of to nobody', async () => {
    const requestId = await ask()
    await withdrawResetRequest(telling(await asker.request()), { requestId })
    expect(await told()).toEqual([])
  })

  test('who was removed, or may not decide any more, before a letter was sent is told nothing', async () => {
    const colleague = await addPerson(suite, { organizationId, permissions: ['manage_keys'] })
    const requestId = await ask()
    await deleteMember(suite.ctx, { organizationId, memberId: keeper.memberId })
    const patch = { permissions: ['view_keys' as const] }
    await updateMember(suite.ctx, { organizationId, memberId: colleague.memberId, patch })
    expect(await told()).toEqual([])
    await deleteMember(suite.ctx, { organizationId, memberId: asker.memberId })
    await declineResetRequest(telling(suite.as()), { requestId, reason: 'Test key' })
    expect(await told()).toEqual([])
  })

  test('operators who asked are told what was decided as long as they are operators', async () => {
    const operator = await addPerson(suite, { operator: 'operator' })
    const decide = async () => {
      const ctx = telling(await operator.request())
      const { result } = await createResetRequest(ctx, { keyId, reason })
      await tell()
      await declineResetRequest(telling(suite.as()), { requestId: result.id, reason })
    }
    await decide()
    expect(await told()).toEqual([operator.email])
    await decide()
    await suite.write(null, tx => tx.deleteFrom('operators').where('user_id', '=', operator.userId).execute())
    expect(await told()).toEqual([])
  })

  test('a colleague without a name is called by their address where access is decided', async () => {
    const administrator = await addPerson(suite, { organizationId, permissions: ['administer'] })
    await suite.write(null, async tx => {
      await tx.updateTable('users').set({ name: null }).where('id', '=', asker.userId).execute()
      await tx.updateTable('members').set({ name: null }).where('id', '=', asker.memberId).execute()
    })
    const input = { organizationId, permission: 'view_logs' as const }
    await createAccessRequest(telling(await asker.request()), input)
    expect(await tell()).toMatchObject([{ to: administrator.email, notice: { askedBy: asker.email } }])
  })

  test('programs that ask are not written to, nor is anybody where no mail is sent', async () => {
    const { result } = await createResetRequest(telling(suite.as()), { keyId, reason })
    expect(await told()).toEqual([keeper.email])
    await declineResetRequest(telling(suite.as()), { requestId: result.id, reason })
    expect(await told()).toEqual([])
    await createResetRequest(await asker.request(), { keyId, reason })
    expect(await told()).toEqual([])
  })
})
