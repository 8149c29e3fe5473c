import type { NotNull } from 'kysely'
import type { Reach } from '../access/reach.ts'
import type { Queryable } from '../storage/storage.ts'
import type { ResetRequestRow } from './reset-request.ts'

export type ResetRequestFilter = {
  organizationId?: string | undefined
  keyId?: string | undefined
  /** `open`: still to be decided; `closed`: all others. */
  status?: 'open' | 'closed' | undefined
}

/** Requests with the key and the secret that they are about, by the primary keys of both; none of a deleted key. */
function resetRequestsWithin(query: Queryable, reach: Reach) {
  const requests = query
    .selectFrom('requests as r')
    .innerJoin('keys as k', 'k.id', 'r.key_id')
    .innerJoin('secrets as s', 's.id', 'r.secret_id')
    .selectAll('r')
    .select(['k.api_id', 'k.environment', 'k.name as key_name'])
    .select(['k.revoked_at as key_revoked_at', 'k.expires_at as key_expires_at'])
    .select(['s.start', 's.revoked_at', 's.ends_at'])
    .where('r.kind', '=', 'key_reset')
    .where('k.deleted_at', 'is', null)
    .$if(reach.organizationId !== null, only =>
      only.where('r.organization_id', '=', reach.organizationId ?? ''),
    )
    .$if(reach.apiId !== null, only => only.where('k.api_id', '=', reach.apiId ?? ''))
  return requests.$narrowType<{ key_id: NotNull; secret_id: NotNull }>()
}

/** By primary key. */
export async function findResetRequestWithin(
  query: Queryable,
  requestId: string,
  reach: Reach,
): Promise<ResetRequestRow | undefined> {
  return resetRequestsWithin(query, reach).where('r.id', '=', requestId).executeTakeFirst()
}

/** The one that was not closed yet, good or not; by the unique slot. */
export async function findUnclosedResetRequest(
  query: Queryable,
  keyId: string,
  reach: Reach,
): Promise<ResetRequestRow | undefined> {
  return resetRequestsWithin(query, reach).where('r.open_slot', '=', keyId).executeTakeFirst()
}

/** Newest first: by organization, by key, or by primary key; the other filters scan along it. */
export async function selectResetRequestsWithin(
  query: Queryable,
  {
    filter,
    before,
    limit,
    now,
  }: { filter: ResetRequestFilter; before: string | null; limit: number; now: number },
  reach: Reach,
): Promise<ResetRequestRow[]> {
  const { organizationId, keyId, status } = filter
  let requests = resetRequestsWithin(query, reach)
  if (organizationId !== undefined) requests = requests.where('r.organization_id', '=', organizationId)
  if (keyId !== undefined) requests = requests.where('r.key_id', '=', keyId)
  if (before !== null) requests = requests.where('r.id', '<', before)
  if (status !== undefined) requests = withStatus(requests, { status, now })
  return requests.orderBy('r.id', 'desc').limit(limit).execute()
}

type ResetRequests = ReturnType<typeof resetRequestsWithin>

/** The same as `statusOfReset` decides. */
function withStatus(
  requests: ResetRequests,
  { status, now }: { status: 'open' | 'closed'; now: number },
): ResetRequests {
  return requests.where(eb => {
    const isOpen = eb.and([
      eb('r.status', '=', 'open'),
      eb('r.expires_at', '>', now),
      eb('k.revoked_at', 'is', null),
      eb.or([eb('k.expires_at', 'is', null), eb('k.expires_at', '>', now)]),
      eb('s.revoked_at', 'is', null),
      eb.or([eb('s.ends_at', 'is', null), eb('s.ends_at', '>', now)]),
    ])
    return status === 'open' ? isOpen : eb.not(isOpen)
  })
}
