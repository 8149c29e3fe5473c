import { sessionEnded } from '../access/assert-standing.ts'
import { everything } from '../access/reach.ts'
import { EngineError, notFound } from '../errors/engine-error.ts'
import type { Context } from '../mutate/context.ts'
import { type Mutated, mutate } from '../mutate/mutate.ts'
import { findOrganizationWithin } from '../organizations/organization-queries.ts'
import type { Tx } from '../storage/storage.ts'
import { isMemberOf } from '../users/membership-queries.ts'
import { assertSignedIn } from './own-session.ts'
import { type SessionView, sessionTarget, toSessionView } from './session.ts'
import { changeSession } from './session-queries.ts'

export type SwitchSessionInput = {
  /** Null: none, which for operators is all of them. */
  organizationId: string | null
  /** SHA-256 of the cookie's new value. */
  digest: Buffer
}

/** Makes a session act in another organization: one that its holder is a member of, or for operators any. */
export async function switchSession(ctx: Context, input: SwitchSessionInput): Promise<Mutated<SessionView>> {
  const { organizationId, digest } = input
  return mutate(ctx, 'self', async tx => {
    const { session, userId, operator } = assertSignedIn(ctx.principal)
    if (session.boundTo !== null && session.boundTo !== organizationId) throw isBound()
    if (
      organizationId !== null &&
      !(await mayEnter(tx, { userId, organizationId, isOperator: operator !== null }))
    )
      throw notFound()
    const row = await changeSession(tx, session.id, { organization_id: organizationId, digest })
    if (!row) throw sessionEnded()
    const target = sessionTarget(row.id)
    const details = { before: session.organizationId, after: organizationId }
    return {
      result: toSessionView(row, row.id),
      audit: [{ action: 'session.switched', organizationId, target, details }],
      changes: [],
    }
  })
}

function isBound(): EngineError {
  return new EngineError(
    'insufficient_permission',
    'You signed in through the identity provider of this organization, which vouches for nothing elsewhere. Sign in with your password or a passkey to switch.',
  )
}

async function mayEnter(
  tx: Tx,
  { userId, organizationId, isOperator }: { userId: string; organizationId: string; isOperator: boolean },
): Promise<boolean> {
  if (!isOperator) return isMemberOf(tx, { userId, organizationId })
  return (await findOrganizationWithin(tx, organizationId, everything)) !== undefined
}
