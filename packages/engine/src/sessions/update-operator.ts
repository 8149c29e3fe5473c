import { assertRecent } from '../access/assert-recent.ts'
import { notFound } from '../errors/engine-error.ts'
import type { Context } from '../mutate/context.ts'
import { type Mutated, mutate } from '../mutate/mutate.ts'
import type { OperatorRole } from '../storage/identity-tables.ts'
import { lockInstallation } from '../storage/installation-queries.ts'
import type { Tx } from '../storage/storage.ts'
import { assertOwner, assertOwnerMayGo, type OperatorView, toOperatorView } from '../users/operator.ts'
import { findOperator, putOperator } from '../users/operator-queries.ts'
import { userTarget } from '../users/user.ts'
import { changeUser } from '../users/user-queries.ts'
import { ended } from './session.ts'
import { removeSessions } from './session-queries.ts'

export type UpdateOperatorInput = {
  userId: string
  patch: { role?: OperatorRole | undefined; disabled?: boolean | undefined }
}

/** Makes an operator an owner or no longer one, and disables or enables them. Whoever is changed is signed out. */
export async function updateOperator(
  ctx: Context,
  { userId, patch }: UpdateOperatorInput,
): Promise<Mutated<OperatorView>> {
  assertOwner(ctx.principal)
  assertRecent(ctx.principal, ctx.clock)
  return mutate(ctx, 'self', async tx => {
    await lockInstallation(tx)
    const row = await findOperator(tx, userId)
    if (!row) throw notFound()
    const now = ctx.clock.now()
    const role = patch.role ?? row.role
    const disabledAt = patch.disabled === undefined ? row.disabled_at : patch.disabled ? now : null
    if (role !== 'owner' || disabledAt !== null) await assertOwnerMayGo(tx, row)
    await putOperator(tx, { user_id: userId, role, created_at: row.created_at })
    const { role: _, ...user } = row
    const changed = await changeUser(tx, user, { disabled_at: disabledAt, updated_at: now })
    const [before, after] = [toOperatorView(row), toOperatorView({ ...changed, role })]
    const isChanged = before.role !== after.role || before.disabled !== after.disabled
    const sessions = isChanged ? await endAll(tx, userId) : []
    const target = userTarget(userId)
    return {
      result: after,
      audit: [
        { action: 'operator.updated', organizationId: null, target, details: { before, after } },
        ...sessions,
      ],
      changes: [],
    }
  })
}

async function endAll(tx: Tx, userId: string) {
  return (await removeSessions(tx, { userId })).map(row => ended(row, 'operator changed'))
}
