/** What every request has in common: it is open until somebody decides, and there is one at a time about one thing. */
import type { MemberPermission } from '@keyturn/core'
import type { Selectable } from 'kysely'
import type { Actor, Principal } from '../access/principal.ts'
import { storedActor } from '../access/stored-actor.ts'
import { toInstant, toInstantOrNull } from '../clock/clock.ts'
import { EngineError } from '../errors/engine-error.ts'
import type { RequestStatus, RequestTable } from '../storage/request-tables.ts'
import { StoredMembers } from '../storage/stored-members.ts'

export type RequestRow = Selectable<RequestTable>

/** What somebody decided, as it leaves. */
export type DecisionView = { by: Actor; at: string; reason: string | null }

/** What every request shows. Instants are RFC 3339 UTC. */
export type RequestParts = {
  reason: string | null
  status: RequestStatus
  requestedBy: Actor
  createdAt: string
  expiresAt: string
  decision: DecisionView | null
}

/** Seven days, in milliseconds. */
export const requestLifetimeMs = 7 * 86_400_000

/** Names of people by `nameKey`. */
export type Names = ReadonlyMap<string, string>

/** People are called by their name in the organization that the request is of, and nowhere else. */
export function nameKey(place: { organizationId: string; userId: string }): string {
  return `${place.organizationId} ${place.userId}`
}

export function readActor(text: string): Actor {
  return new StoredMembers().read('actor', text, storedActor)
}

function namedActor(text: string, organizationId: string, names: Names): Actor {
  const actor = readActor(text)
  const name = actor.type === 'user' ? names.get(nameKey({ organizationId, userId: actor.id })) : undefined
  return name === undefined ? actor : { ...actor, name }
}

/** `isMoot`: what it asks for is so already, or cannot be any more. `now` in milliseconds UTC. */
export function presentStatus(
  row: Pick<RequestRow, 'status' | 'expires_at'>,
  { isMoot, now }: { isMoot: boolean; now: number },
): RequestStatus {
  if (row.status !== 'open') return row.status
  if (isMoot) return 'superseded'
  return row.expires_at <= now ? 'expired' : 'open'
}

export function toRequestParts(row: RequestRow, status: RequestStatus, names: Names): RequestParts {
  const { organization_id: organizationId, decided_by: by, decided_at: at } = row
  return {
    reason: row.reason,
    status,
    requestedBy: namedActor(row.asked_by, organizationId, names),
    createdAt: toInstantOrNull(row.created_at) ?? toInstant(0),
    expiresAt: toInstantOrNull(row.expires_at) ?? toInstant(0),
    decision:
      by === null || at === null
        ? null
        : {
            by: namedActor(by, organizationId, names),
            at: toInstantOrNull(at) ?? toInstant(0),
            reason: row.decision_reason,
          },
  }
}

const over: Record<Exclude<RequestStatus, 'open'>, string> = {
  approved: 'This request was approved already.',
  declined: 'This request was declined already.',
  withdrawn: 'This request was withdrawn by who made it.',
  expired: 'This request has expired. It can be made again.',
  superseded: 'What this request asks for was done otherwise in the meantime, or cannot be done any more.',
}

/** Nothing is decided twice. */
export function assertOpen(status: RequestStatus): void {
  if (status !== 'open') throw new EngineError('conflict', over[status])
}

/** Asking takes no more than what lets one look, and who belongs to a suspended organization may still do that. */
export function assertMayAsk(principal: Principal): void {
  if (principal.type !== 'user' || principal.member?.isSuspended !== true) return
  throw new EngineError(
    'insufficient_permission',
    'This organization is suspended, so its members change nothing. Ask the vendor.',
  )
}

/** Whoever does not want what somebody else asks for declines it, and says why. */
export function assertAsker(row: Pick<RequestRow, 'asked_by'>, actor: Actor): void {
  const asker = readActor(row.asked_by)
  if (asker.type === actor.type && asker.id === actor.id) return
  throw new EngineError(
    'insufficient_permission',
    'Only who made this request can withdraw it. Decline it instead.',
  )
}

/** Whether somebody with these permissions can do what is asked for. */
export function mayDecide(
  { kind, permission }: Pick<RequestRow, 'kind' | 'permission'>,
  held: readonly MemberPermission[],
): boolean {
  if (held.includes('administer')) return true
  if (kind === 'key_reset') return held.includes('manage_keys')
  return held.includes('manage_users') && permission !== null && held.includes(permission)
}
