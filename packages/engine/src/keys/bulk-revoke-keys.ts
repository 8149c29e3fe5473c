import { authorise } from '../access/authorise.ts'
import type { AuditDraft } from '../audit/audit-event.ts'
import { Yielding } from '../clock/yielding.ts'
import { type EngineError, invalidInput } from '../errors/engine-error.ts'
import { findCreditBalances } from '../limits/credit-queries.ts'
import type { Context } from '../mutate/context.ts'
import { type Mutated, mutate } from '../mutate/mutate.ts'
import type { Tx } from '../storage/storage.ts'
import type { KeyRow } from './key.ts'
import {
  eraseCiphertexts,
  findLastUsedOfWithin,
  lockKeysWithin,
  revokeKeys,
  selectSecrets,
} from './key-queries.ts'
import { keySorting } from './key-sort.ts'
import { toKeyView } from './key-view.ts'
import { type KeyFilter, selectKeysWithin } from './list-queries.ts'
import { findMakersLeft } from './maker-queries.ts'

export type BulkRevokeInput = {
  /** Up to 1,000; these or a filter. */
  keyIds?: readonly string[] | undefined
  filter?: Omit<KeyFilter, 'status'> | undefined
  reason?: string | null | undefined
}

export type RevocationOutcome = { keyId: string; outcome: 'revoked' | 'already_revoked' | 'not_found' }
export type BulkRevocation = {
  data: RevocationOutcome[]
  effective: { everywhere: boolean }
  /** Whether the filter matches more keys than one call ends. */
  hasMore: boolean
}

const batchMax = 1_000

/**
 * Ends many keys for good. Answers when no node can accept any of them any more, with what became of each.
 *
 * @throws EngineError `invalid_input` where the key that makes the call is among them: whoever ends many does not mean it.
 */
export async function bulkRevokeKeys(ctx: Context, input: BulkRevokeInput): Promise<Mutated<BulkRevocation>> {
  authorise(ctx.principal, 'keys:write')
  const { keyIds, hasMore } = await namedKeys(ctx, input)
  if (ctx.principal.type === 'key' && keyIds.includes(ctx.principal.keyId)) throw isCaller(input)
  const lastUsed = await findLastUsedOfWithin(ctx.storage, keyIds, ctx.reach)
  const { result, effect } = await mutate(ctx, 'keys:write', async tx => {
    const rows = await lockKeysWithin(tx, keyIds, ctx.reach)
    const live = rows.filter(row => row.revoked_at === null)
    const now = ctx.clock.now()
    const reason = input.reason ?? null
    const revoked = await revokeKeys(tx, live, { now, reason })
    await eraseCiphertexts(
      tx,
      live.map(row => row.id),
    )
    const found = new Map(rows.map(row => [row.id, row]))
    return {
      result: { data: keyIds.map(keyId => ({ keyId, outcome: outcomeOf(found.get(keyId)) })), hasMore },
      audit: await draftsOf(tx, { live, revoked, lastUsed, now, reason }),
      // A repeated call waits for nodes like the first one.
      changes: rows.map(row => ({ kind: 'key' as const, id: row.id })),
    }
  })
  return { result: { ...result, effective: { everywhere: effect.everywhere } }, effect }
}

async function namedKeys(
  ctx: Context,
  { keyIds, filter }: BulkRevokeInput,
): Promise<{ keyIds: string[]; hasMore: boolean }> {
  if ((keyIds === undefined) === (filter === undefined)) {
    throw invalidInput([{ pointer: '', message: 'Name the keys by keyIds or by a filter: one of the two.' }])
  }
  if (filter === undefined) return { keyIds: [...new Set(keyIds)], hasMore: false }
  const page = { sorting: keySorting({}), after: null, limit: batchMax + 1, now: ctx.clock.now() }
  const rows = await selectKeysWithin(ctx.storage, { filter, isLive: true, ...page }, ctx.reach)
  return { keyIds: rows.slice(0, batchMax).map(row => row.id), hasMore: rows.length > batchMax }
}

function isCaller({ keyIds }: BulkRevokeInput): EngineError {
  const message =
    'The key that makes this call is among them, and nothing was revoked. Leave it out, or call with another key.'
  return invalidInput([{ pointer: keyIds === undefined ? '/filter' : '/keyIds', message }])
}

function outcomeOf(row: KeyRow | undefined): RevocationOutcome['outcome'] {
  if (!row) return 'not_found'
  return row.revoked_at === null ? 'revoked' : 'already_revoked'
}

type Ended = {
  live: readonly KeyRow[]
  revoked: readonly KeyRow[]
  lastUsed: Map<string, number>
  now: number
  reason: string | null
}

/** One event for each key, as if it had been revoked alone. */
async function draftsOf(tx: Tx, { live, revoked, lastUsed, now, reason }: Ended): Promise<AuditDraft[]> {
  const ids = live.map(row => row.id)
  const secrets = Map.groupBy(await selectSecrets(tx, ids), secret => secret.key_id)
  const withCredits = live.filter(row => row.has_credits === 1).map(row => row.id)
  const balances = new Map((await findCreditBalances(tx, withCredits)).map(each => [each.owner_id, each]))
  const makersLeft = await findMakersLeft(tx, live)
  const after = new Map(revoked.map(row => [row.id, row]))
  const view = (row: KeyRow) => {
    const parts = {
      secrets: secrets.get(row.id) ?? [],
      balance: balances.get(row.id),
      makerLeft: makersLeft.has(row.id),
    }
    return toKeyView({ row, ...parts, lastUsedAt: lastUsed.get(row.id) ?? null }, now)
  }
  const turns = new Yielding()
  const drafts: AuditDraft[] = []
  for (const row of live) {
    await turns.next()
    drafts.push({
      action: 'key.revoked',
      organizationId: row.organization_id,
      target: { type: 'key', id: row.id, name: row.name },
      details: { before: view(row), after: view(after.get(row.id) ?? row), reason },
    })
  }
  return drafts
}
