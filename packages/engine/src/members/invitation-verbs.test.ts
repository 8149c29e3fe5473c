import { expect, test } from 'vitest'
import { listAuditEvents } from '../audit/list-audit-events.ts'
import { people } from '../notifications/testing/people.ts'
import { onBothDatabases } from '../testing/on-both-databases.ts'
import { createInvitation } from './create-invitation.ts'
import { createMember } from './create-member.ts'
import { deleteInvitation } from './delete-invitation.ts'
import { getInvitation } from './get-invitation.ts'
import { listInvitations } from './list-invitations.ts'

const email = 'grace@example.com'

onBothDatabases(suite => {
  async function invited() {
    const { id: organizationId } = await suite.organization()
    const input = { organizationId, email: 'Grace@Example.com', permissions: ['view_logs' as const] }
    const { result } = await createInvitation(suite.ctx, input)
    return { organizationId, invitationId: result.id, invitation: result }
  }

  test('an invitation is pending for seven days and says who made it', async () => {
    const { invitation, ...place } = await invited()
    expect(invitation).toMatchObject({
      email,
      permissions: ['view_logs'],
      status: 'pending',
      invitedBy: { type: 'system', name: 'Test' },
    })
    const lifetime = Date.parse(invitation.expiresAt) - Date.parse(invitation.createdAt)
    expect(lifetime).toBe(7 * 86_400_000)
    expect(await getInvitation(suite.ctx, place)).toEqual(invitation)
    expect((await getInvitation(suite.at(invitation.expiresAt), place)).status).toBe('expired')
  })

  test('an address is invited once at a time: again when the invitation has expired or was withdrawn', async () => {
    const { invitation, ...place } = await invited()
    const again = { organizationId: place.organizationId, email }
    await expect(createInvitation(suite.ctx, again)).rejects.toMatchObject({ code: 'conflict' })
    const later = suite.at(invitation.expiresAt)
    const { result: second } = await createInvitation(later, again)
    expect((await listInvitations(suite.ctx, place)).data.map(({ id }) => id)).toEqual([second.id])
    await deleteInvitation(suite.ctx, { ...place, invitationId: second.id })
    await createInvitation(suite.ctx, again)
  })

  test('who is written down is invited no more; who has joined is not invited, and who has not may be', async () => {
    const { invitation: _, ...place } = await invited()
    await createMember(suite.ctx, { organizationId: place.organizationId, email })
    expect((await listInvitations(suite.ctx, place)).data).toEqual([])
    const { data } = await listAuditEvents(suite.ctx, { organizationId: place.organizationId })
    expect(data.slice(0, 2)).toMatchObject([
      { action: 'member.uninvited', target: { id: place.invitationId } },
      { action: 'member.created' },
    ])
    await createInvitation(suite.ctx, { ...place, email })
    const { email: joined } = await people(suite).join({ organizationId: place.organizationId })
    await expect(createInvitation(suite.ctx, { ...place, email: joined })).rejects.toMatchObject({
      code: 'conflict',
    })
  })

  test('an address is not written to without end, whoever invites it and however often that is withdrawn', async () => {
    const address = `often-${suite.database}@example.com`
    const [one, other] = [await suite.organization(), await suite.organization()]
    for (let count = 0; count < 10; count++) {
      const organizationId = count % 2 === 0 ? one.id : other.id
      const { result } = await createInvitation(suite.ctx, { organizationId, email: address })
      await deleteInvitation(suite.ctx, { organizationId, invitationId: result.id })
    }
    const limited = { code: 'rate_limited', retryAfterSeconds: expect.any(Number) }
    const again = { organizationId: one.id, email: address.toUpperCase() }
    await expect(createInvitation(suite.ctx, again)).rejects.toMatchObject(limited)
    await createInvitation(suite.ctx, { ...again, email: `other-${address}` })
    const soon = new Date(suite.ctx.clock.now() + 3_600_000).toISOString()
    await createInvitation(suite.at(soon), again)
  })

  test('an organization invites so many in an hour, which nobody uses up who may not invite there', async () => {
    const { id: organizationId } = await suite.organization()
    const asking = (count: number) => ({
      organizationId,
      email: `n${count}@${organizationId.slice(4)}.example`,
    })
    const elsewhere = suite.as({ reach: { organizationId: (await suite.organization()).id } })
    await expect(createInvitation(elsewhere, asking(0))).rejects.toMatchObject({ code: 'not_found' })
    for (let count = 0; count < 100; count++) await createInvitation(suite.ctx, asking(count))
    const limited = { code: 'rate_limited', retryAfterSeconds: expect.any(Number) }
    await expect(createInvitation(suite.ctx, asking(100))).rejects.toMatchObject(limited)
  })

  test('a withdrawn invitation is gone and in the audit log', async () => {
    const { invitation: _, ...place } = await invited()
    await deleteInvitation(suite.ctx, place)
    await expect(getInvitation(suite.ctx, place)).rejects.toMatchObject({ code: 'not_found' })
    await expect(deleteInvitation(suite.ctx, place)).rejects.toMatchObject({ code: 'not_found' })
    const { data } = await listAuditEvents(suite.ctx, { organizationId: place.organizationId })
    expect(data.slice(0, 2)).toMatchObject([
      { action: 'member.uninvited', target: { type: 'invitation', id: place.invitationId } },
      { action: 'member.invited', details: { after: { email } } },
    ])
  })

  test('a key invites to nothing that its scopes do not cover, and within its reach only', async () => {
    const { invitation, ...place } = await invited()
    const few = suite.as({ scopes: ['members:write', 'members:read'] })
    const asking = { organizationId: place.organizationId, email: 'x@example.com' }
    await expect(createInvitation(few, { ...asking, permissions: ['administer'] })).rejects.toMatchObject({
      code: 'insufficient_scope',
    })
    const other = await invited()
    const ctx = suite.as({ reach: { organizationId: other.organizationId } })
    const gone = { code: 'not_found' }
    for (const outside of [place, { ...place, organizationId: other.organizationId }]) {
      await expect(getInvitation(ctx, outside)).rejects.toMatchObject(gone)
      await expect(deleteInvitation(ctx, outside)).rejects.toMatchObject(gone)
    }
    await expect(createInvitation(ctx, asking)).rejects.toMatchObject(gone)
    await expect(listInvitations(ctx, place)).rejects.toMatchObject(gone)
    expect(await getInvitation(suite.ctx, place)).toEqual(invitation)
  })
})
