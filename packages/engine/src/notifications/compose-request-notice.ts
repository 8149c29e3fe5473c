import type { Actor } from '../access/principal.ts'
import { everything } from '../access/reach.ts'
import type { Clock } from '../clock/clock.ts'
import { findOrganizationWithin } from '../organizations/organization-queries.ts'
import type { NoticeRow } from '../outbox/notice.ts'
import { type AccessRequestView, toAccessRequestView } from '../requests/access-request.ts'
import { findAccessRequestWithin } from '../requests/access-request-queries.ts'
import { nameKey, type RequestRow } from '../requests/request.ts'
import { findNamesWithin } from '../requests/request-queries.ts'
import { type ResetRequestView, toResetRequestView } from '../requests/reset-request.ts'
import { findResetRequestWithin } from '../requests/reset-request-queries.ts'
import { deciderStill, isAskerStill } from '../requests/tell-people.ts'
import type { Storage } from '../storage/storage.ts'
import type { Notice, ToldRequest } from './notice.ts'

type Parts = { storage: Storage; clock: Clock }
type Told = {
  row: RequestRow
  request: ResetRequestView | AccessRequestView
  /** What whoever asks is called. */
  askedBy: string
  told: Omit<ToldRequest, 'reason'>
}

/** Nothing for a request that is over, nor to who may not decide it any more. */
export async function composeRequest(
  parts: Parts,
  row: NoticeRow,
  requestId: string,
): Promise<Notice | null> {
  const found = await findTold(parts, row, requestId)
  if (found?.request.status !== 'open') return null
  const decidesBy = await deciderStill(parts.storage.lookups, found.row, row.user_id ?? '')
  if (decidesBy === null) return null
  const { reason, expiresAt } = found.request
  const asked = { askedBy: found.askedBy, expiresAt: Date.parse(expiresAt), reason }
  return { kind: 'request', decidesBy, ...asked, ...found.told }
}

/** Nothing to who was removed since they asked. */
export async function composeDecision(
  parts: Parts,
  row: NoticeRow,
  requestId: string,
): Promise<Notice | null> {
  const found = await findTold(parts, row, requestId)
  if (found === null) return null
  const { status, decision } = found.request
  if (!(await isAskerStill(parts.storage.lookups, found.row, row.user_id ?? ''))) return null
  if (decision === null || (status !== 'approved' && status !== 'declined')) return null
  const { by, at, reason } = decision
  const decidedBy = nameOf(by)
  return { kind: 'request_decided', outcome: status, decidedBy, at: Date.parse(at), reason, ...found.told }
}

/** Null where the organization, or the member who asked, is gone. */
async function findTold(
  { storage, clock }: Parts,
  { organization_id }: NoticeRow,
  requestId: string,
): Promise<Told | null> {
  const query = storage.lookups
  const organizationId = organization_id ?? ''
  const organization = await findOrganizationWithin(query, organizationId, everything)
  if (!organization) return null
  const { name: organizationName, timezone } = organization
  const place = { organizationId, organizationName, timezone }
  const now = clock.now()
  const reset = await findResetRequestWithin(query, requestId, everything)
  if (reset) {
    const names = await findNamesWithin(query, [reset], everything)
    const request = toResetRequestView(reset, { names, now })
    const { apiId, keyName, start } = request
    const about = { kind: 'key_reset' as const, apiId, keyName, start: start || null }
    return { row: reset, request, askedBy: nameOf(request.requestedBy), told: { ...place, about } }
  }
  const access = await findAccessRequestWithin(query, { organizationId, requestId }, everything)
  if (!access) return null
  const names = await findNamesWithin(query, [access], everything)
  const request = toAccessRequestView(access, { names, now })
  const { requestedBy, email, permission } = request
  // Whoever decides about access sees the addresses of members.
  const askedBy = names.get(nameKey({ organizationId, userId: requestedBy.id })) ?? email
  return { row: access, request, askedBy, told: { ...place, about: { kind: 'access', permission } } }
}

function nameOf({ type, name }: Actor): string {
  return type === 'key' ? `the API key ${name}` : name
}
