import { assertRecent } from '../access/assert-recent.ts'
import { toInstant } from '../clock/clock.ts'
import { EngineError } from '../errors/engine-error.ts'
import type { Context } from '../mutate/context.ts'
import { type Mutated, mutate } from '../mutate/mutate.ts'
import type { OperatorRole } from '../storage/identity-tables.ts'
import type { Tx } from '../storage/storage.ts'
import { assertOwner, type OperatorView, toOperatorView } from './operator.ts'
import { isNobody, removeWaysIn } from './operator-queries.ts'
import { signInLinkLifetimeMs, writeSignInLink } from './sign-in-link.ts'
import { foldEmail, type UserRow, userTarget } from './user.ts'
import { changeUser, findUserByEmail, insertOperator, insertUser } from './user-queries.ts'

export type CreateOperatorInput = {
  email: string
  name: string | null
  role: OperatorRole
  /** SHA-256 of the token of the link with which they sign in the first time. */
  digest: Buffer
}

export type CreatedOperator = { operator: OperatorView; expiresAt: string }

/**
 * Adds somebody to the vendor's staff, with a link that the owner hands over. Only with an address that nobody
 * has, or one that has no place any more, such as of a former operator: a link for an account that is somebody's would open
 * it to whoever made the link. What a former operator got in with is void.
 */
export async function createOperator(
  ctx: Context,
  input: CreateOperatorInput,
): Promise<Mutated<CreatedOperator>> {
  assertOwner(ctx.principal)
  assertRecent(ctx.principal, ctx.clock)
  return mutate(
    ctx,
    'self',
    async tx => {
      const now = ctx.clock.now()
      const row = await findOrMake(tx, input, now)
      await insertOperator(tx, { user_id: row.id, role: input.role, created_at: now })
      await writeSignInLink(tx, { userId: row.id, digest: input.digest, now })
      const operator = toOperatorView({ ...row, role: input.role })
      const target = userTarget(row.id)
      return {
        result: { operator, expiresAt: toInstant(now + signInLinkLifetimeMs) },
        audit: [{ action: 'operator.created', organizationId: null, target, details: { after: operator } }],
        changes: [],
      }
    },
    { conflicts: { users_email: hasAccount } },
  )
}

async function findOrMake(tx: Tx, { email, name }: CreateOperatorInput, now: number): Promise<UserRow> {
  const address = foldEmail(email)
  const known = await findUserByEmail(tx, address)
  if (known) {
    if (!(await isNobody(tx, known.id))) throw hasAccount()
    await removeWaysIn(tx, known.id)
    return changeUser(tx, known, { name: name ?? known.name, disabled_at: null, updated_at: now })
  }
  return insertUser(tx, { email: address, name, now })
}

function hasAccount(): EngineError {
  return new EngineError(
    'conflict',
    'There is an account with this address already. Use an address of its own for the operator.',
  )
}
