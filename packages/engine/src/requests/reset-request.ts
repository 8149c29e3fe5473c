import type { AuditAction, AuditDraft } from '../audit/audit-event.ts'
import { isEnded } from '../keys/key.ts'
import type { RequestStatus } from '../storage/request-tables.ts'
import { type Names, presentStatus, type RequestParts, type RequestRow, toRequestParts } from './request.ts'

/** A request with the key and the secret that it is about. */
export type ResetRequestRow = RequestRow & {
  key_id: string
  secret_id: string
  api_id: string
  environment: string
  key_name: string
  key_revoked_at: number | null
  key_expires_at: number | null
  start: string
  revoked_at: number | null
  ends_at: number | null
}

/** That a key which is thought to be exposed is reset, as it leaves. */
export type ResetRequestView = RequestParts & {
  id: string
  organizationId: string
  apiId: string
  keyId: string
  keyName: string
  environment: string
  /** How the token begins that is to end. */
  start: string
}

/** Nothing is left to reset once the secret has ended that was reported, whatever ended it. `now` in milliseconds UTC. */
export function statusOfReset(row: ResetRequestRow, now: number): RequestStatus {
  const hasExpired = row.key_expires_at !== null && row.key_expires_at <= now
  const isMoot = row.key_revoked_at !== null || hasExpired || isEnded(row, now)
  return presentStatus(row, { isMoot, now })
}

export function toResetRequestView(
  row: ResetRequestRow,
  { names, now }: { names: Names; now: number },
): ResetRequestView {
  return {
    id: row.id,
    organizationId: row.organization_id,
    apiId: row.api_id,
    keyId: row.key_id,
    keyName: row.key_name,
    environment: row.environment,
    start: row.start,
    ...toRequestParts(row, statusOfReset(row, now), names),
  }
}

type ResetAction = Extract<AuditAction, `reset_request.${string}`>

/** What the audit log says of it, on the key. */
export function resetRequestEvent(action: ResetAction, request: ResetRequestView): AuditDraft {
  return {
    action,
    organizationId: request.organizationId,
    target: { type: 'key', id: request.keyId, name: request.keyName },
    details: { request },
  }
}
