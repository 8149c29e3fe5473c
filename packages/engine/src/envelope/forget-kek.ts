/**
 * Gives up a KEK whose file is lost for good. Nobody can open what it wrapped, so nothing is taken from anybody who has
 * not lost it already: the data keys under it are replaced by new ones, under a KEK that is there. Keys go on working;
 * their tokens cannot be shown until they are rotated. Second factors are not taken away: whoever loses the file must not
 * make a password enough.
 */
import type { Clock } from '../clock/clock.ts'
import { EngineError } from '../errors/engine-error.ts'
import type { Storage } from '../storage/storage.ts'
import { lockDataKeys, replaceDataKey, selectDataKeysUnder } from './data-key-queries.ts'
import { retireKek, selectKeks } from './kek-queries.ts'
import { countSealedUnder, eraseSealedOf, type SealedCounts } from './sealed-queries.ts'
import type { Vault } from './vault.ts'

type Parts = { storage: Storage; vault: Vault; clock: Clock }

/** What was lost with a KEK, and what wraps data keys from now on. */
export type ForgottenKek = SealedCounts & { kekId: string; successor: string }

const pageSize = 100

/**
 * What would be given up with a KEK.
 *
 * @throws EngineError `not_found` for one that was never used here; `conflict` where the file holds it, or it was given up.
 */
export async function describeLostKek({ storage, vault }: Parts, kekId: string): Promise<SealedCounts> {
  await vault.open()
  const kek = (await selectKeks(storage.lookups)).find(({ id }) => id === kekId)
  if (!kek)
    throw new EngineError('not_found', `This installation has never used ${kekId}. Compare it with the log.`)
  if (vault.holds(kekId)) throw refusal(`The KEK file holds ${kekId}: nothing is lost.`)
  const counts = await countSealedUnder(storage.lookups, kekId)
  if (kek.retired_at !== null && counts.organizations === 0) throw refusal(`${kekId} is given up already.`)
  return counts
}

/** It may be broken off at any point: doing it again goes on with what is left. @throws EngineError as `describeLostKek`. */
export async function forgetKek(parts: Parts, kekId: string): Promise<ForgottenKek> {
  const { storage, vault, clock } = parts
  const counts = await describeLostKek(parts, kekId)
  const successor = await vault.succeed()
  for (;;) {
    const rows = await selectDataKeysUnder(storage.lookups, { kekId, limit: pageSize })
    if (rows.length === 0) break
    const renewed = await Promise.all(rows.map(async row => ({ row, to: await vault.renew(row) })))
    await storage.transaction(async tx => {
      await lockDataKeys(tx, rows)
      await eraseSealedOf(
        tx,
        rows.map(row => row.organization_id),
      )
      for (const { row, to } of renewed) await replaceDataKey(storage, tx, { from: row, to })
    })
  }
  await storage.transaction(async tx => {
    await retireKek(tx, { id: kekId, now: clock.now() })
    await vault.record(tx, { action: 'kek.forgotten', kekId, details: { ...counts, successor } })
  })
  return { kekId, successor, ...counts }
}

function refusal(sentence: string): EngineError {
  return new EngineError('conflict', sentence)
}
