import { assertRecent } from '../access/assert-recent.ts'
import { authorise } from '../access/authorise.ts'
import { actorOf } from '../access/principal.ts'
import { EngineError, notFound } from '../errors/engine-error.ts'
import { endSessionsOf } from '../members/end-sessions-of.ts'
import { assertGrantablePermissions } from '../members/grantable-permissions.ts'
import { memberTarget, toMemberView } from '../members/member.ts'
import { changeMember, findMemberWithin } from '../members/member-queries.ts'
import type { Context } from '../mutate/context.ts'
import { type Mutated, mutate } from '../mutate/mutate.ts'
import { type AccessRequestView, accessRequestEvent } from './access-request.ts'
import type { AccessRequestPlace } from './access-request-queries.ts'
import { loadOpenAccessRequest, showAccessRequest } from './load-access-request.ts'
import { closeRequest } from './request-queries.ts'
import { tellAsker } from './tell-people.ts'

/**
 * Gives a member the permission that was asked for, in addition to what they have. As after every change of permissions
 * they sign in again. Nobody gives what they do not hold themselves.
 */
export async function approveAccessRequest(
  ctx: Context,
  place: AccessRequestPlace,
): Promise<Mutated<AccessRequestView>> {
  authorise(ctx.principal, 'members:write')
  assertRecent(ctx.principal, ctx.clock)
  const { organizationId } = place
  return mutate(
    ctx,
    'members:write',
    async tx => {
      const row = await loadOpenAccessRequest(ctx, tx, place)
      assertGrantablePermissions(ctx.principal, [row.permission])
      const { member_id: memberId } = row
      const member = await findMemberWithin(tx, { organizationId, memberId }, ctx.reach, 'change')
      if (!member) throw notFound()
      const before = toMemberView(member)
      if (before.unreadable) throw isUnreadable()
      const now = ctx.clock.now()
      const permissions = JSON.stringify([...before.permissions, row.permission])
      const after = toMemberView(await changeMember(tx, member, { permissions, updated_at: now }))
      await closeRequest(tx, row.id, {
        status: 'approved',
        decided_by: JSON.stringify(actorOf(ctx.principal)),
        decided_at: now,
      })
      await tellAsker(ctx, tx, row)
      const ended = await endSessionsOf(tx, member, { reason: 'permissions changed' })
      const result = await showAccessRequest(ctx, tx, place)
      const target = memberTarget(member.id)
      return {
        result,
        audit: [
          accessRequestEvent('access_request.approved', result),
          { action: 'member.updated', organizationId, target, details: { before, after } },
          ...ended,
        ],
        changes: [],
      }
    },
    { ends: 'standing' },
  )
}

function isUnreadable(): EngineError {
  return new EngineError(
    'conflict',
    'What is stored as permissions of this member cannot be read. Set them again instead.',
  )
}
