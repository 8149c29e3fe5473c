import type { Principal } from '../access/principal.ts'
import { toInstant, toInstantOrNull } from '../clock/clock.ts'
import { EngineError } from '../errors/engine-error.ts'
import type { OperatorRole } from '../storage/identity-tables.ts'
import type { Tx } from '../storage/storage.ts'
import { hasOtherOwner, type OperatorRow } from './operator-queries.ts'

/** Somebody of the vendor's own staff, as it leaves. */
export type OperatorView = {
  userId: string
  email: string
  name: string | null
  role: OperatorRole
  disabled: boolean
  createdAt: string
}

export function toOperatorView(row: OperatorRow): OperatorView {
  return {
    userId: row.id,
    email: row.email,
    name: row.name,
    role: row.role,
    disabled: row.disabled_at !== null,
    createdAt: toInstantOrNull(row.created_at) ?? toInstant(0),
  }
}

/** Who may make operators can do everything: that is owners, and neither keys nor who looks after one organization. */
export function assertOwner(principal: Principal): void {
  if (principal.type === 'user' && principal.operator === 'owner') return
  throw new EngineError('insufficient_permission', 'Only owners of this installation can do this. Ask one.')
}

export function assertOperator(principal: Principal): void {
  if (principal.type === 'user' && principal.operator !== null) return
  throw new EngineError('insufficient_permission', 'Only operators of this installation see its operators.')
}

/** Refuses to take the last owner away who can sign in. The installation's row must be locked. */
export async function assertOwnerMayGo(tx: Tx, row: OperatorRow): Promise<void> {
  if (row.role !== 'owner' || row.disabled_at !== null || (await hasOtherOwner(tx, row.id))) return
  throw new EngineError(
    'last_owner',
    'This is the last owner of the installation who can sign in. Make somebody else one first.',
  )
}
