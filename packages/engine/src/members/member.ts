import type { MemberPermission } from '@keyturn/core'
import type { Selectable } from 'kysely'
import { storedPermissions } from '../access/permission-scopes.ts'
import { withVersion } from '../access/versioned.ts'
import type { AuditTarget } from '../audit/audit-event.ts'
import { toInstant, toInstantOrNull } from '../clock/clock.ts'
import { EngineError, type FieldError } from '../errors/engine-error.ts'
import { StoredMembers } from '../storage/stored-members.ts'
import type { MemberTable } from '../storage/tables.ts'

export type MemberRow = Selectable<MemberTable>

/** A person of an organization, as it leaves. */
export type MemberView = {
  id: string
  organizationId: string
  /** Who it is; null for somebody who was written down and has not joined. */
  userId: string | null
  email: string
  name: string | null
  permissions: MemberPermission[]
  createdAt: string
  updatedAt: string
  /** Settings that other hands left in a form that nobody can read; present only then. */
  unreadable?: string[]
}

export type MemberInput = {
  name?: string | null | undefined
  permissions?: MemberPermission[] | undefined
}

export function toMemberView(row: MemberRow): MemberView {
  const stored = new StoredMembers()
  const view: MemberView = {
    id: row.id,
    organizationId: row.organization_id,
    userId: row.user_id,
    email: row.email,
    name: row.name,
    permissions: stored.read('permissions', row.permissions, storedPermissions),
    createdAt: toInstantOrNull(row.created_at) ?? toInstant(0),
    updatedAt: toInstantOrNull(row.updated_at) ?? toInstant(0),
  }
  if (stored.unreadable.length > 0) view.unreadable = stored.unreadable
  return withVersion(view, row.version)
}

export function permissionFaults(permissions: readonly MemberPermission[]): FieldError[] {
  return permissions.flatMap((permission, index) =>
    permissions.indexOf(permission) === index
      ? []
      : [{ pointer: `/permissions/${index}`, message: `${permission} is listed twice.` }],
  )
}

/** Who it is stands in the details alone: those can be erased, and the chain stays whole. */
export function memberTarget(id: string): AuditTarget {
  return { type: 'member', id, name: 'Member' }
}

export function isMemberAlready(): EngineError {
  return new EngineError(
    'conflict',
    'This organization has a member with this address already. Change that one.',
  )
}
