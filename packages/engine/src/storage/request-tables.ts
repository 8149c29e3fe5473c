import type { MemberPermission } from '@keyturn/core'
import type { Generated } from 'kysely'

/** What members ask of those who decide. */
export type RequestTables = { requests: RequestTable }

export type RequestKind = 'key_reset' | 'access'

export type RequestStatus = 'open' | 'approved' | 'declined' | 'withdrawn' | 'expired' | 'superseded'

export type RequestTable = {
  id: string
  organization_id: string
  kind: RequestKind
  /** Of a reset: the key, and the secret of it that is to end. */
  key_id: string | null
  secret_id: string | null
  /** Of access: who asks for which permission. */
  member_id: string | null
  permission: MemberPermission | null
  reason: string | null
  /** JSON: { type, id, name }. */
  asked_by: string
  /** As it was last written: an open one may be over since. */
  status: Generated<RequestStatus>
  /** What an open request is about: there is one at a time. */
  open_slot: string | null
  /** JSON: { type, id, name }. */
  decided_by: string | null
  decision_reason: string | null
  decided_at: number | null
  expires_at: number
  created_at: number
}
