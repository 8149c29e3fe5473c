import type { MemberPermission } from '@keyturn/core'
import { authorise } from '../access/authorise.ts'
import { actorOf, type Principal, type UserMembership } from '../access/principal.ts'
import { EngineError, notFound } from '../errors/engine-error.ts'
import { newId } from '../ids/new-id.ts'
import { findMemberWithin } from '../members/member-queries.ts'
import { findPeopledOrganization } from '../members/peopled-organization.ts'
import type { Context } from '../mutate/context.ts'
import { type Mutated, mutate } from '../mutate/mutate.ts'
import type { Tx } from '../storage/storage.ts'
import { countAttempts } from '../users/attempts.ts'
import { type AccessRequestView, accessRequestEvent, holds, statusOfAccess } from './access-request.ts'
import { findUnclosedAccessRequest } from './access-request-queries.ts'
import { showAccessRequest } from './load-access-request.ts'
import { assertMayAsk, requestLifetimeMs } from './request.ts'
import { requestLimits } from './request-limits.ts'
import { closeRequest, insertRequest } from './request-queries.ts'
import { tellDeciders } from './tell-people.ts'

export type CreateAccessRequestInput = {
  organizationId: string
  permission: MemberPermission
  reason?: string | null | undefined
}

/**
 * Asks for a permission in the organization that the session acts in, for seven days.
 *
 * @throws EngineError `conflict` for a permission that one has or has asked for already; `rate_limited`.
 */
export async function createAccessRequest(
  ctx: Context,
  { organizationId, permission, reason = null }: CreateAccessRequestInput,
): Promise<Mutated<AccessRequestView>> {
  authorise(ctx.principal, 'organizations:read')
  assertMayAsk(ctx.principal)
  await findPeopledOrganization(ctx.storage.lookups, organizationId, { reach: ctx.reach })
  const asker = membershipOf(ctx.principal)
  await countAttempts(ctx, requestLimits(ctx.principal, organizationId))
  return mutate(
    ctx,
    'organizations:read',
    async tx => {
      const now = ctx.clock.now()
      const member = await findMemberWithin(tx, { organizationId, memberId: asker.id }, ctx.reach, 'share')
      if (!member) throw notFound()
      if (holds(member.permissions, permission)) throw isHeldAlready(permission)
      const slot = `${member.id} ${permission}`
      await makeRoom(ctx, tx, { organizationId, slot })
      const row = await insertRequest(tx, {
        id: newId('acr', now),
        organization_id: organizationId,
        kind: 'access',
        member_id: member.id,
        permission,
        reason,
        asked_by: JSON.stringify(actorOf(ctx.principal)),
        open_slot: slot,
        expires_at: now + requestLifetimeMs,
        created_at: now,
      })
      await tellDeciders(ctx, tx, row)
      const result = await showAccessRequest(ctx, tx, { organizationId, requestId: row.id })
      return { result, audit: [accessRequestEvent('access_request.created', result)], changes: [] }
    },
    { conflicts: { requests_open_slot: isAskedAlready } },
  )
}

function membershipOf(principal: Principal): UserMembership {
  if (principal.type === 'user' && principal.member !== null) return principal.member
  throw new EngineError(
    'insufficient_permission',
    'Only members of an organization ask for permissions in it.',
  )
}

/** Of a request that is over and was not closed the place is free. */
async function makeRoom(
  ctx: Context,
  tx: Tx,
  place: { organizationId: string; slot: string },
): Promise<void> {
  const before = await findUnclosedAccessRequest(tx, place, ctx.reach)
  if (!before) return
  const status = statusOfAccess(before, ctx.clock.now())
  if (status === 'open') throw isAskedAlready()
  await closeRequest(tx, before.id, { status })
}

function isHeldAlready(permission: MemberPermission): EngineError {
  return new EngineError('conflict', `You have the permission ${permission} already. Load the page again.`)
}

function isAskedAlready(): EngineError {
  return new EngineError('conflict', 'You have asked for this permission already. Wait until it is decided.')
}
