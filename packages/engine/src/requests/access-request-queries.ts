import { type NotNull, type SqlBool, sql } from 'kysely'
import type { Reach } from '../access/reach.ts'
import type { Queryable } from '../storage/storage.ts'
import type { AccessRequestRow } from './access-request.ts'

/** Which request of which organization. */
export type AccessRequestPlace = { organizationId: string; requestId: string }

export type AccessRequestFilter = {
  organizationId: string
  memberId?: string | undefined
  /** `open`: still to be decided; `closed`: all others. */
  status?: 'open' | 'closed' | undefined
}

/** Requests with the member who asks, by its primary key. */
function accessRequestsWithin(query: Queryable, organizationId: string, reach: Reach) {
  return query
    .selectFrom('requests as r')
    .innerJoin('members as m', 'm.id', 'r.member_id')
    .selectAll('r')
    .select(['m.email', 'm.name', 'm.permissions'])
    .where('r.kind', '=', 'access')
    .where('r.organization_id', '=', organizationId)
    .$if(reach.organizationId !== null, only =>
      only.where('r.organization_id', '=', reach.organizationId ?? ''),
    )
    .$narrowType<{ member_id: NotNull; permission: NotNull }>()
}

/** By primary key, and of that organization only. */
export async function findAccessRequestWithin(
  query: Queryable,
  { organizationId, requestId }: AccessRequestPlace,
  reach: Reach,
): Promise<AccessRequestRow | undefined> {
  return accessRequestsWithin(query, organizationId, reach).where('r.id', '=', requestId).executeTakeFirst()
}

/** The one in a slot that was not closed yet, good or not; by the unique slot. */
export async function findUnclosedAccessRequest(
  query: Queryable,
  { organizationId, slot }: { organizationId: string; slot: string },
  reach: Reach,
): Promise<AccessRequestRow | undefined> {
  return accessRequestsWithin(query, organizationId, reach).where('r.open_slot', '=', slot).executeTakeFirst()
}

/** Newest first, by the index on the organization or on the member; the status scans along it. */
export async function selectAccessRequestsWithin(
  query: Queryable,
  {
    filter,
    before,
    limit,
    now,
  }: { filter: AccessRequestFilter; before: string | null; limit: number; now: number },
  reach: Reach,
): Promise<AccessRequestRow[]> {
  const { organizationId, memberId, status } = filter
  let requests = accessRequestsWithin(query, organizationId, reach)
  if (memberId !== undefined) requests = requests.where('r.member_id', '=', memberId)
  if (before !== null) requests = requests.where('r.id', '<', before)
  if (status !== undefined) requests = withStatus(requests, { status, now })
  return requests.orderBy('r.id', 'desc').limit(limit).execute()
}

type AccessRequests = ReturnType<typeof accessRequestsWithin>

/** The same as `statusOfAccess` decides. */
function withStatus(
  requests: AccessRequests,
  { status, now }: { status: 'open' | 'closed'; now: number },
): AccessRequests {
  const isHeld = sql<SqlBool>`(m.permissions like '%"administer"%' or m.permissions like '%"' || r.permission || '"%')`
  return requests.where(eb => {
    const isOpen = eb.and([eb('r.status', '=', 'open'), eb('r.expires_at', '>', now), eb.not(isHeld)])
    return status === 'open' ? isOpen : eb.not(isOpen)
  })
}
