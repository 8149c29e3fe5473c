import { assertRecent } from '../access/assert-recent.ts'
import { actorOf } from '../access/principal.ts'
import type { AuditDraft } from '../audit/audit-event.ts'
import { Yielding } from '../clock/yielding.ts'
import { invalidInput } from '../errors/engine-error.ts'
import { newId } from '../ids/new-id.ts'
import { type CreditBalanceRow, toCreditBalance } from '../limits/credit-balance.ts'
import type { Refused } from '../mutate/commit-together.ts'
import type { Context } from '../mutate/context.ts'
import type { Mutation } from '../mutate/write-down.ts'
import type { Storage, Tx } from '../storage/storage.ts'
import type { KeyRow, KeyView, SecretRow } from './key.ts'
import { type KeyHome, ownerOf } from './key-home.ts'
import type { CreateKeyInput } from './key-input.ts'
import { freeExpiredSlot, insertIssued } from './key-queries.ts'
import { toKeyView } from './key-view.ts'
import { findNewHomes } from './new-homes.ts'
import { importedSecret, newSecret } from './new-secret.ts'
import { planKey } from './plan-key.ts'
import { assertGivesNoCredits } from './quota-limits.ts'
import { sealSecret } from './seal-secret.ts'

/** A key that somebody asks for: with a token of its own, or with one that is known by its digest only. */
export type KeyWish = { ctx: Context; settings: CreateKeyInput; digest?: Buffer }

/** A key that is decided and not yet written. */
export type PlannedKey = {
  /** Whether it is a management key. */
  builtin: boolean
  row: KeyRow
  secret: SecretRow
  /** Null where only the digest is known. */
  token: string | null
  balance: CreditBalanceRow | undefined
}

/** Decides what each wish comes to, in their order; refuses those that break a rule and writes nothing. */
export async function planKeys(tx: Tx, wishes: readonly KeyWish[]): Promise<(PlannedKey | Refused)[]> {
  const wanted = wishes.map(({ ctx, settings: { apiId, organizationId } }) => ({
    reach: ctx.reach,
    apiId,
    organizationId,
  }))
  const homes = await findNewHomes(tx, wanted, 'share')
  const turns = new Yielding()
  const plans: (PlannedKey | Refused)[] = []
  for (const [index, wish] of wishes.entries()) {
    await turns.next()
    plans.push(planIn(homes[index], wish))
  }
  return plans
}

/** Writes keys that are planned. Unique rules refuse slots and digests that are taken. */
export async function writeKeys(storage: Storage, tx: Tx, planned: readonly PlannedKey[]): Promise<void> {
  for (const { row } of planned) {
    if (row.sole_slot !== null) await freeExpiredSlot(tx, row.sole_slot, row.created_at)
  }
  await insertIssued(storage, tx, {
    keys: planned.map(({ row }) => row),
    secrets: planned.map(({ secret }) => secret),
    balances: planned.flatMap(({ balance }) => balance ?? []),
  })
}

/** What a new key is to its caller, to the audit log and to the feed. */
export function toCreated({ row, secret, balance }: PlannedKey): Mutation<KeyView> {
  const key = toKeyView(
    { row, secrets: [secret], balance, lastUsedAt: null, makerLeft: false },
    row.created_at,
  )
  const target = { type: 'key' as const, id: row.id, name: row.name }
  const draft: AuditDraft = {
    action: 'key.created',
    organizationId: row.organization_id,
    target,
    details: { after: key },
  }
  return { result: key, audit: [draft], changes: [{ kind: 'key', id: row.id }] }
}

function planIn(home: KeyHome | Refused | undefined, wish: KeyWish): PlannedKey | Refused {
  if (!home) throw new Error('a wish without an answer')
  if ('refusal' in home) return home
  try {
    return planOne(wish, home)
  } catch (refusal) {
    return { refusal }
  }
}

function planOne({ ctx, settings, digest }: KeyWish, home: KeyHome): PlannedKey {
  const now = ctx.clock.now()
  const id = newId('key', now)
  const plan = planKey({ id, home, settings, maker: ctx.principal, now })
  if ('faults' in plan) throw invalidInput(plan.faults)
  if (home.builtin) assertRecent(ctx.principal, ctx.clock)
  assertGivesNoCredits(ctx.reach, settings)
  const row = { ...plan.columns, created_by: JSON.stringify(actorOf(ctx.principal)) }
  const { organization_id: organizationId, environment } = row
  const { prefix } = home.api
  const { token, row: unsealed } = digest
    ? importedSecret(digest, { id, organizationId, now })
    : newSecret({ id, organizationId, prefix, environment, now })
  const secret = token !== null && home.api.reveal === 'anytime' ? sealSecret(ctx, unsealed, token) : unsealed
  const balance = settings.credits && toCreditBalance(settings.credits, { id, ...ownerOf(home) }, now)
  return { builtin: home.builtin, row, secret, token, balance: balance ?? undefined }
}
