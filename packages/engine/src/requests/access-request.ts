import type { MemberPermission } from '@keyturn/core'
import { storedPermissions } from '../access/permission-scopes.ts'
import type { AuditAction, AuditDraft } from '../audit/audit-event.ts'
import { memberTarget } from '../members/member.ts'
import type { RequestStatus } from '../storage/request-tables.ts'
import { StoredMembers } from '../storage/stored-members.ts'
import { type Names, presentStatus, type RequestParts, type RequestRow, toRequestParts } from './request.ts'

/** A request with the member who asks. */
export type AccessRequestRow = RequestRow & {
  member_id: string
  permission: MemberPermission
  email: string
  name: string | null
  /** JSON: what the member has. */
  permissions: string
}

/** That a member gets a permission, as it leaves. */
export type AccessRequestView = RequestParts & {
  id: string
  organizationId: string
  memberId: string
  email: string
  name: string | null
  permission: MemberPermission
}

/** Whether a member may do already what a permission allows. */
export function holds(storedText: string, permission: MemberPermission): boolean {
  const held = new StoredMembers().read('permissions', storedText, storedPermissions)
  return held.includes('administer') || held.includes(permission)
}

/** Nothing is left to grant to who has the permission, whoever gave it. `now` in milliseconds UTC. */
export function statusOfAccess(row: AccessRequestRow, now: number): RequestStatus {
  return presentStatus(row, { isMoot: holds(row.permissions, row.permission), now })
}

export function toAccessRequestView(
  row: AccessRequestRow,
  { names, now }: { names: Names; now: number },
): AccessRequestView {
  return {
    id: row.id,
    organizationId: row.organization_id,
    memberId: row.member_id,
    email: row.email,
    name: row.name,
    permission: row.permission,
    ...toRequestParts(row, statusOfAccess(row, now), names),
  }
}

type AccessAction = Extract<AuditAction, `access_request.${string}`>

/** What the audit log says of it, on the member. */
export function accessRequestEvent(action: AccessAction, request: AccessRequestView): AuditDraft {
  return {
    action,
    organizationId: request.organizationId,
    target: memberTarget(request.memberId),
    details: { request },
  }
}
