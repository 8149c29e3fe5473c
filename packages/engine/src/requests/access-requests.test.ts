import { beforeEach, expect, test } from 'vitest'
import { listAuditEvents } from '../audit/list-audit-events.ts'
import { deleteMember } from '../members/delete-member.ts'
import { getMember } from '../members/get-member.ts'
import { updateMember } from '../members/update-member.ts'
import { updateOrganization } from '../organizations/update-organization.ts'
import { onBothDatabases } from '../testing/on-both-databases.ts'
import { addPerson, type Person, requestOf } from '../testing/people.ts'
import { approveAccessRequest } from './approve-access-request.ts'
import { createAccessRequest } from './create-access-request.ts'
import { declineAccessRequest } from './decline-access-request.ts'
import { listAccessRequests } from './list-access-requests.ts'
import { listOwnAccessRequests } from './list-own-access-requests.ts'
import { withdrawAccessRequest } from './withdraw-access-request.ts'

const permission = 'view_logs' as const
const reason = 'To look into the failing sync'

onBothDatabases(suite => {
  let organizationId = ''
  let asker: Person
  let boss: Person

  beforeEach(async () => {
    organizationId = (await suite.organization()).id
    asker = await addPerson(suite, { organizationId, permissions: ['view_keys'] })
    boss = await addPerson(suite, { organizationId, permissions: ['administer'] })
  })

  const ask = async () =>
    (await createAccessRequest(await asker.request(), { organizationId, permission, reason })).result
  const permissionsOf = async ({ memberId }: Person) =>
    (await getMember(suite.ctx, { organizationId, memberId })).permissions
  const list = async () => (await listAccessRequests(suite.ctx, { organizationId })).data
  const conflict = (words: string) => ({ code: 'conflict', message: expect.stringContaining(words) })

  test('a member asks for a permission, and sees what they asked for', async () => {
    const request = await ask()
    expect(request).toMatchObject({
      organizationId,
      memberId: asker.memberId,
      email: asker.email,
      permission,
      reason,
      status: 'open',
      requestedBy: { type: 'user', id: asker.userId, name: 'Ada' },
    })
    expect((await listOwnAccessRequests(await asker.request())).data).toEqual([request])
    expect((await listOwnAccessRequests(await boss.request())).data).toEqual([])
    expect(await list()).toEqual([request])
  })

  test('an approval adds the permission to what they have, and signs them out to begin anew', async () => {
    const { id: requestId } = await ask()
    const { result } = await approveAccessRequest(await boss.request(), { organizationId, requestId })
    expect(result).toMatchObject({ status: 'approved', decision: { by: { id: boss.userId } } })
    expect(await permissionsOf(asker)).toEqual(['view_keys', permission])
    await expect(asker.request()).rejects.toMatchObject({ code: 'session_ended' })
    const ctx = await requestOf(suite.ctx, await asker.signIn())
    expect(ctx.principal.scopes.grants('usage:read')).toBe(true)
    const { data } = await listAuditEvents(suite.ctx, { organizationId, targetId: asker.memberId })
    expect(data.map(({ action }) => action).sort()).toEqual([
      'access_request.approved',
      'access_request.created',
      'member.updated',
    ])
  })

  test('a refusal leaves them as they are and says why', async () => {
    const { id: requestId } = await ask()
    const input = { organizationId, requestId, reason: 'Ask Grace' }
    const { result } = await declineAccessRequest(await boss.request(), input)
    expect(result).toMatchObject({ status: 'declined', decision: { reason: 'Ask Grace' } })
    expect(await permissionsOf(asker)).toEqual(['view_keys'])
    const approving = approveAccessRequest(await boss.request(), { organizationId, requestId })
    await expect(approving).rejects.toMatchObject(conflict('declined already'))
    await ask()
  })

  test('nobody grants what they do not hold, nor decides who manages no people', async () => {
    const { id: requestId } = await ask()
    const clerk = await addPerson(suite, { organizationId, permissions: ['manage_users'] })
    const approving = async (who: Person) =>
      approveAccessRequest(await who.request(), { organizationId, requestId })
    const refused = { code: 'insufficient_permission' }
    await expect(approving(clerk)).rejects.toMatchObject(refused)
    await expect(approving(asker)).rejects.toMatchObject(refused)
    expect(await permissionsOf(asker)).toEqual(['view_keys'])
    const few = suite.as({ scopes: ['members:write'] })
    await expect(approveAccessRequest(few, { organizationId, requestId })).rejects.toMatchObject({
      code: 'insufficient_scope',
    })
    expect((await list())[0]?.status).toBe('open')
  })

  test('keys and staff ask for nothing, nor does anybody in an organization that they do not act in', async () => {
    const { id: elsewhere } = await suite.organization()
    const input = { organizationId: elsewhere, permission }
    await expect(createAccessRequest(await asker.request(), input)).rejects.toMatchObject({
      code: 'not_found',
    })
    const operator = await addPerson(suite, { operator: 'operator' })
    for (const ctx of [suite.as(), await operator.request()]) {
      await expect(createAccessRequest(ctx, { organizationId, permission })).rejects.toMatchObject({
        code: 'insufficient_permission',
      })
    }
  })

  test('members of a suspended organization ask for nothing and withdraw nothing', async () => {
    const { id: requestId } = await ask()
    await updateOrganization(suite.ctx, { organizationId, patch: { suspended: true } })
    const refused = { code: 'insufficient_permission', message: expect.stringContaining('suspended') }
    const input = { organizationId, permission: 'manage_keys' as const }
    const ctx = await asker.request()
    await expect(createAccessRequest(ctx, input)).rejects.toMatchObject(refused)
    await expect(withdrawAccessRequest(ctx, { requestId })).rejects.toMatchObject(refused)
    expect((await listOwnAccessRequests(ctx)).data).toMatchObject([{ id: requestId, status: 'open' }])
  })

  test('what one has or has asked for is not asked for, however close it races', async () => {
    const held = createAccessRequest(await asker.request(), { organizationId, permission: 'view_keys' })
    await expect(held).rejects.toMatchObject(conflict('already'))
    const outcomes = await Promise.allSettled([ask(), ask(), ask()])
    expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
    expect(await list()).toHaveLength(1)
    await createAccessRequest(await asker.request(), { organizationId, permission: 'manage_keys' })
  })

  test('of two administrators who decide at once one is second', async () => {
    for (const round of ['view_logs', 'manage_keys', 'reveal_keys', 'manage_connectors'] as const) {
      const ctx = await requestOf(suite.ctx, await asker.signIn())
      const { result } = await createAccessRequest(ctx, { organizationId, permission: round })
      const place = { organizationId, requestId: result.id }
      const outcomes = await Promise.allSettled([
        approveAccessRequest(await boss.request(), place),
        approveAccessRequest(suite.as(), place),
        declineAccessRequest(await boss.request(), { ...place, reason }),
      ])
      expect(outcomes.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected', 'rejected'])
      for (const outcome of outcomes) {
        if (outcome.status === 'rejected') expect(outcome.reason).toMatchObject({ code: 'conflict' })
      }
      const [first] = await list()
      expect((await permissionsOf(asker)).includes(round)).toBe(first?.status === 'approved')
    }
  })

  test('who asked withdraws it; nobody else sees that there is one', async () => {
    const { id: requestId } = await ask()
    const withdrawing = withdrawAccessRequest(await boss.request(), { requestId })
    await expect(withdrawing).rejects.toMatchObject({ code: 'not_found' })
    const { result } = await withdrawAccessRequest(await asker.request(), { requestId })
    expect(result.status).toBe('withdrawn')
    await ask()
  })

  test('it is over once they have the permission, whoever gave it; after seven days; and when they are gone', async () => {
    const first = await ask()
    const later = suite.at(first.expiresAt)
    expect((await listAccessRequests(later, { organizationId, status: 'open' })).data).toEqual([])
    expect((await listAccessRequests(later, { organizationId })).data[0]?.status).toBe('expired')
    const { memberId } = asker
    await updateMember(suite.ctx, { organizationId, memberId, patch: { permissions: [permission] } })
    expect((await list())[0]?.status).toBe('superseded')
    expect((await listAccessRequests(suite.ctx, { organizationId, status: 'open' })).data).toEqual([])
    const place = { organizationId, requestId: first.id }
    await expect(approveAccessRequest(suite.ctx, place)).rejects.toMatchObject(conflict('otherwise'))
    await deleteMember(suite.ctx, { organizationId, memberId })
    expect(await list()).toEqual([])
    await expect(approveAccessRequest(suite.ctx, place)).rejects.toMatchObject({ code: 'not_found' })
  })

  test('another organization, and a key that is confined to an API, see nothing of it', async () => {
    const { id: requestId } = await ask()
    const { id: elsewhere } = await suite.organization()
    const ctx = suite.as({ reach: { organizationId: elsewhere } })
    for (const place of [
      { organizationId, requestId },
      { organizationId: elsewhere, requestId },
    ]) {
      const gone = { code: 'not_found' }
      await expect(approveAccessRequest(ctx, place)).rejects.toMatchObject(gone)
      await expect(declineAccessRequest(ctx, { ...place, reason })).rejects.toMatchObject(gone)
    }
    await expect(listAccessRequests(ctx, { organizationId })).rejects.toMatchObject({ code: 'not_found' })
    const ofApi = suite.as({ reach: { apiId: (await suite.api()).id } })
    await expect(listAccessRequests(ofApi, { organizationId })).rejects.toMatchObject({
      code: 'insufficient_permission',
    })
    expect((await list())[0]?.status).toBe('open')
  })
})
