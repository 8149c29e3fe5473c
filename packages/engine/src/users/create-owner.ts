import { systemPrincipal } from '../access/principal.ts'
import { EngineError, notFound } from '../errors/engine-error.ts'
import type { Context } from '../mutate/context.ts'
import { type Mutated, mutate } from '../mutate/mutate.ts'
import { lockInstallation } from '../storage/installation-queries.ts'
import { removeOneTimeTokens, takeOneTimeToken } from './one-time-token-queries.ts'
import { putPassword } from './password-queries.ts'
import { foldEmail, toUserView, type UserView, userTarget } from './user.ts'
import { hasOperators, insertOperator, insertUser } from './user-queries.ts'

export type CreateOwnerInput = {
  email: string
  name: string | null
  passwordHash: string
  /** SHA-256 of the token that the terminal showed. */
  setupDigest: Buffer
}

/**
 * Makes the first owner. Of any number who try one succeeds; everybody else, and everybody afterwards, is told that
 * there is nothing here. So is who brings a token that is wrong or was used.
 */
export async function createOwner(ctx: Context, input: CreateOwnerInput): Promise<Mutated<UserView>> {
  const asSetup = { ...ctx, principal: systemPrincipal('Set-up') }
  return mutate(
    asSetup,
    'self',
    async tx => {
      await lockInstallation(tx)
      if (await hasOperators(tx)) throw notFound()
      const now = ctx.clock.now()
      const digest = input.setupDigest
      if (!(await takeOneTimeToken(tx, { purpose: 'setup', digest, now }))) throw notFound()
      const row = await insertUser(tx, { email: foldEmail(input.email), name: input.name, now })
      await putPassword(tx, { user_id: row.id, hash: input.passwordHash, changed_at: now })
      await insertOperator(tx, { user_id: row.id, role: 'owner', created_at: now })
      await removeOneTimeTokens(tx, 'setup')
      const result = toUserView(row)
      const target = userTarget(row.id)
      return {
        result,
        audit: [
          { action: 'user.created', organizationId: null, target, details: { after: result } },
          { action: 'operator.created', organizationId: null, target, details: { role: 'owner' } },
        ],
        changes: [],
      }
    },
    { conflicts: { users_email: hasAccount } },
  )
}

function hasAccount(): EngineError {
  return new EngineError('conflict', 'There is an account with this address already. Use another one.')
}
