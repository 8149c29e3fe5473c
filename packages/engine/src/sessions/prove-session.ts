import { sessionEnded } from '../access/assert-standing.ts'
import type { Context } from '../mutate/context.ts'
import { type Mutated, mutate } from '../mutate/mutate.ts'
import type { SessionMethod } from '../storage/identity-tables.ts'
import { assertSignedIn } from './own-session.ts'
import { type SessionView, sessionTarget, toSessionView } from './session.ts'
import { changeSession } from './session-queries.ts'

export type ProveSessionInput = {
  /** What was proven with; the caller has checked it. */
  method: SessionMethod | 'totp' | 'recovery_code'
  withSecondFactor: boolean
  /** SHA-256 of the cookie's new value: whoever had the old one is out. */
  digest: Buffer
}

/** Writes down that a person has just proven again who they are; for five minutes they may do what is sensitive. */
export async function proveSession(ctx: Context, input: ProveSessionInput): Promise<Mutated<SessionView>> {
  return mutate(ctx, 'self', async tx => {
    const { session } = assertSignedIn(ctx.principal)
    const now = ctx.clock.now()
    const row = await changeSession(tx, session.id, {
      digest: input.digest,
      authenticated_at: now,
      ...(input.withSecondFactor ? { second_factor_at: now } : {}),
    })
    if (!row) throw sessionEnded()
    const details = { method: input.method, secondFactor: input.withSecondFactor }
    const target = sessionTarget(row.id)
    return {
      result: toSessionView(row, row.id),
      audit: [{ action: 'session.proven', organizationId: row.organization_id, target, details }],
      changes: [],
    }
  })
}
