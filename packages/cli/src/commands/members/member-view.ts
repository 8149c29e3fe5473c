import type { InvitationView, MemberView } from '@keyturn/contract/client'
import { formatExactTime, formatTime } from '../../output/format-time.ts'
import type { Fact } from '../../output/print-facts.ts'
import type { Listing } from '../../output/print-list.ts'

export const memberListing: Listing<MemberView> = {
  empty: 'No members.',
  columns: now => [
    { title: 'E-MAIL', cell: member => member.email, cut: true },
    { title: 'NAME', cell: member => member.name ?? '', cut: true, spare: true },
    { title: 'PERMISSIONS', cell: member => member.permissions.join(', ') || 'none', cut: true },
    { title: 'SINCE', cell: member => formatTime(member.createdAt, now), spare: true },
    { title: 'ID', cell: member => member.id },
  ],
}

export function memberFacts(member: MemberView, now: number): Fact[] {
  return [
    { label: 'E-mail', text: member.email },
    { label: 'Name', text: member.name ?? '' },
    { label: 'Id', text: member.id },
    { label: 'Organization', text: member.organizationId },
    { label: 'Permissions', text: member.permissions.join(', ') || 'none' },
    { label: 'Since', text: formatExactTime(member.createdAt, now) },
    { label: 'Changed', text: formatExactTime(member.updatedAt, now) },
    { label: 'Unreadable', text: member.unreadable?.join(', ') ?? '' },
  ]
}

export const invitationListing: Listing<InvitationView> = {
  empty: 'No invitations.',
  columns: now => [
    { title: 'E-MAIL', cell: invitation => invitation.email, cut: true },
    { title: 'PERMISSIONS', cell: invitation => invitation.permissions.join(', ') || 'none', cut: true },
    {
      title: 'STATUS',
      cell: invitation => invitation.status,
      colour: ({ status }, colours) => (status === 'pending' ? colours.green : colours.red),
    },
    { title: 'EXPIRES', cell: invitation => formatTime(invitation.expiresAt, now), spare: true },
    { title: 'ID', cell: invitation => invitation.id },
  ],
}

export function invitationFacts(invitation: InvitationView, now: number): Fact[] {
  return [
    { label: 'E-mail', text: invitation.email },
    { label: 'Id', text: invitation.id },
    { label: 'Organization', text: invitation.organizationId },
    { label: 'Permissions', text: invitation.permissions.join(', ') || 'none' },
    { label: 'Status', text: invitation.status },
    { label: 'Expires', text: formatExactTime(invitation.expiresAt, now) },
    { label: 'Invited by', text: invitation.invitedBy.name ?? invitation.invitedBy.type },
  ]
}
