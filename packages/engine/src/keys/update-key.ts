import { assertRecent } from '../access/assert-recent.ts'
import { assertVersion } from '../access/assert-version.ts'
import { authorise } from '../access/authorise.ts'
import { EngineError, invalidInput } from '../errors/engine-error.ts'
import { toCreditBalance } from '../limits/credit-balance.ts'
import { deleteCreditBalance, setCreditBalance } from '../limits/credit-queries.ts'
import type { Context } from '../mutate/context.ts'
import { type Mutated, mutate } from '../mutate/mutate.ts'
import type { Tx } from '../storage/storage.ts'
import type { KeyRow, KeyView } from './key.ts'
import { assertReadable, findHomeOf, type KeyHome, ownerOf } from './key-home.ts'
import type { UpdateKeyInput } from './key-input.ts'
import { changeKey, findLastUsedWithin } from './key-queries.ts'
import { toKeyView } from './key-view.ts'
import { type LoadedKey, loadKeyWithin } from './load-key.ts'
import { assertGrantable, assertNotLooseningItself, grantOf } from './maker-limits.ts'
import { planKeyChange } from './plan-key-change.ts'
import { assertNotRaisingQuotas } from './quota-limits.ts'

/** Renames a key, changes its policy, switches it off and on. Whatever narrows it holds everywhere when this answers. */
export async function updateKey(ctx: Context, input: UpdateKeyInput): Promise<Mutated<KeyView>> {
  const { patch } = input
  authorise(ctx.principal, 'keys:write')
  const lastUsedAt = await findLastUsedWithin(ctx.storage, input.keyId, ctx.reach)
  return mutate(ctx, 'keys:write', async tx => {
    const loaded = await loadKeyWithin(tx, input.keyId, ctx.reach, 'change')
    const { row } = loaded
    assertVersion(row, input.ifVersion)
    const now = ctx.clock.now()
    assertChangeable(row, patch, now)
    const home = await findHomeOf(tx, row)
    if (!isSwitchingOff(patch)) assertReadable(home)
    assertNotLooseningItself(ctx.principal, { keyId: row.id, patch })
    const plan = planKeyChange({ row, home, patch, now })
    if ('faults' in plan) throw invalidInput(plan.faults)
    if (home.builtin && !isSwitchingOff(patch)) {
      assertGrantable(ctx.principal, grantOf({ ...row, ...plan.columns }))
      assertRecent(ctx.principal, ctx.clock)
    }
    const before = toKeyView({ ...loaded, lastUsedAt }, now)
    assertNotRaisingQuotas(ctx.reach, patch, before)
    const changed = await changeKey(tx, row, plan.columns)
    const balance = await changeCredits(tx, loaded, { home, credits: patch.credits, now })
    const after = toKeyView({ ...loaded, row: changed, balance, lastUsedAt }, now)
    const target = { type: 'key' as const, id: row.id, name: changed.name }
    return {
      result: after,
      audit: [
        { action: 'key.updated', organizationId: row.organization_id, target, details: { before, after } },
      ],
      changes: [{ kind: 'key', id: row.id }],
    }
  })
}

/** Revocation is final, and so is expiry as far as its date goes: who wants the key back makes a new one. */
function assertChangeable(row: KeyRow, patch: UpdateKeyInput['patch'], now: number): void {
  if (row.revoked_at !== null) {
    throw new EngineError(
      'key_not_active',
      'This key is revoked for good and cannot be changed. Create a new one.',
    )
  }
  if (patch.expiresAt !== undefined && row.expires_at !== null && row.expires_at <= now) {
    throw new EngineError('key_not_active', 'This key has expired and cannot be extended. Create a new one.')
  }
}

/** Whoever may manage keys may stop any of them. */
function isSwitchingOff({ enabled, ...rest }: UpdateKeyInput['patch']): boolean {
  return enabled === false && Object.values(rest).every(value => value === undefined)
}

async function changeCredits(
  tx: Tx,
  { row, balance }: LoadedKey,
  change: { home: KeyHome; credits: UpdateKeyInput['patch']['credits']; now: number },
) {
  if (change.credits === undefined) return balance
  if (change.credits === null) {
    await deleteCreditBalance(tx, row.id)
    return undefined
  }
  const next = toCreditBalance(change.credits, { id: row.id, ...ownerOf(change.home) }, change.now)
  await setCreditBalance(tx, next)
  return next
}
