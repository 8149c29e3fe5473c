import type { MemberPermission } from '@keyturn/core'
import type { Selectable } from 'kysely'
import { storedPermissions } from '../access/permission-scopes.ts'
import type { Actor } from '../access/principal.ts'
import { storedActor } from '../access/stored-actor.ts'
import type { AuditDraft } from '../audit/audit-event.ts'
import { toInstant, toInstantOrNull } from '../clock/clock.ts'
import { StoredMembers } from '../storage/stored-members.ts'
import type { InvitationTable } from '../storage/tables.ts'

export type InvitationRow = Selectable<InvitationTable>

/** Someone who may become a member with these permissions, as it leaves. */
export type InvitationView = {
  id: string
  organizationId: string
  email: string
  permissions: MemberPermission[]
  status: 'pending' | 'expired'
  expiresAt: string
  invitedBy: Actor
  createdAt: string
  /** Settings that other hands left in a form that nobody can read; present only then. */
  unreadable?: string[]
}

/** Seven days, in milliseconds. */
export const invitationLifetimeMs = 7 * 86_400_000

/** Who it is stands in the details alone: those can be erased, and the chain stays whole. */
export function invitationTarget(id: string): { type: 'invitation'; id: string; name: string } {
  return { type: 'invitation', id, name: 'Invitation' }
}

/** What the audit log says of an invitation that is gone. `now` in milliseconds UTC. */
export function uninvited(row: InvitationRow, now: number): AuditDraft {
  return {
    action: 'member.uninvited',
    organizationId: row.organization_id,
    target: invitationTarget(row.id),
    details: { before: toInvitationView(row, now) },
  }
}

/** `now` in milliseconds UTC decides whether it has expired. */
export function toInvitationView(row: InvitationRow, now: number): InvitationView {
  const stored = new StoredMembers()
  const view: InvitationView = {
    id: row.id,
    organizationId: row.organization_id,
    email: row.email,
    permissions: stored.read('permissions', row.permissions, storedPermissions),
    status: row.expires_at <= now ? 'expired' : 'pending',
    expiresAt: toInstantOrNull(row.expires_at) ?? toInstant(0),
    invitedBy: stored.read('invitedBy', row.invited_by, storedActor),
    createdAt: toInstantOrNull(row.created_at) ?? toInstant(0),
  }
  if (stored.unreadable.length > 0) view.unreadable = stored.unreadable
  return view
}
