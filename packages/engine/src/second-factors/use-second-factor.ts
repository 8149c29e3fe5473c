import { personPrincipal } from '../access/principal.ts'
import type { Context } from '../mutate/context.ts'
import { type Mutated, mutate } from '../mutate/mutate.ts'
import type { Tx } from '../storage/storage.ts'
import { countAnswer, takeChallenge } from './challenge-queries.ts'
import { challengeExpired, invalidSecondFactor, personalEvent } from './second-factor.ts'
import { countRecoveryCodes, useRecoveryCodeRow, useTotpStep } from './second-factor-queries.ts'

/** A code that fits: of which time step, or which recovery code by its SHA-256. */
export type FittingCode = { totpStep: number } | { recoveryDigest: Buffer }

/**
 * Counts an answer to the second step of a sign-in, before it is looked at, and says whose sign-in it is.
 *
 * @throws EngineError `challenge_expired` also when there were too many.
 */
export async function countSecondFactorAnswer(
  { storage, clock }: Pick<Context, 'storage' | 'clock'>,
  input: { digest: Buffer },
): Promise<{ userId: string; state: Record<string, string> }> {
  const { digest } = input
  const row = await storage.transaction(tx => countAnswer(tx, { digest, now: clock.now() }))
  if (!row || row.user_id === null) throw challengeExpired()
  return { userId: row.user_id, state: JSON.parse(row.state) }
}

export type UseSecondFactorInput = {
  userId: string
  /** Of the step of a sign-in that is answered; null: somebody who is signed in proves again who they are. */
  digest: Buffer | null
  code: FittingCode
}

/**
 * Takes a code and the step that it answers, so that neither is good again: of many who bring it at once one gets in.
 *
 * @throws EngineError `invalid_second_factor`, after which the step is still open.
 */
export async function useSecondFactor(ctx: Context, input: UseSecondFactorInput): Promise<Mutated<null>> {
  const { userId, digest, code } = input
  return mutate({ ...ctx, principal: personPrincipal(userId) }, 'self', async tx => {
    const now = ctx.clock.now()
    if (digest !== null && !(await takeChallenge(tx, { purpose: 'second_factor', digest, now })))
      throw challengeExpired()
    if (!(await use(tx, { userId, code, now }))) throw invalidSecondFactor()
    if ('totpStep' in code) return { result: null, audit: [], changes: [] }
    const left = await countRecoveryCodes(tx, userId)
    return { result: null, audit: [personalEvent('user.recovery_code_used', userId, { left })], changes: [] }
  })
}

function use(tx: Tx, { userId, code, now }: { userId: string; code: FittingCode; now: number }) {
  if ('totpStep' in code) return useTotpStep(tx, { userId, step: code.totpStep })
  return useRecoveryCodeRow(tx, { userId, digest: code.recoveryDigest, at: now })
}
