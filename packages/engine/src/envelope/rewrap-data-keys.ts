import type { Clock } from '../clock/clock.ts'
import type { EngineLog } from '../clock/engine-log.ts'
import type { Storage } from '../storage/storage.ts'
import {
  countDataKeysNotUnder,
  type DataKeyRow,
  rewrapDataKey,
  selectDataKeysNotUnder,
} from './data-key-queries.ts'
import { retireIdleKeks, selectKeks } from './kek-queries.ts'
import type { Vault } from './vault.ts'

const pageSize = 200

type RewrapParts = { storage: Storage; vault: Vault; clock: Clock; log: EngineLog }

/**
 * Brings every data key under the KEK that is active now, and gives up the KEKs that nothing needs any more. What is
 * encrypted under the data keys stays as it is. It may be broken off at any point, and several nodes may do it at
 * once: the next run goes on with what is left. Answers how many could not be wrapped anew.
 */
export async function rewrapDataKeys(parts: RewrapParts): Promise<number> {
  const { storage, vault, clock, log } = parts
  const { active } = vault
  if (!active) return 0
  const left = await countDataKeysNotUnder(storage.lookups, active.id)
  let failed = 0
  if (left > 0) {
    log.info({ kekId: active.id, left }, 'wrapping data keys anew')
    failed = await rewrapAll(parts, active.id)
    log.info({ kekId: active.id, done: left - failed, failed }, 'data keys are wrapped anew')
  }
  const inUse = (await selectKeks(storage.lookups)).filter(({ retired_at }) => retired_at === null)
  const newest = inUse.at(-1)
  if (newest?.id !== active.id || inUse.length === 1) return failed
  const retired = await storage.transaction(async tx => {
    const idle = await retireIdleKeks(tx, { before: newest.number, now: clock.now() })
    for (const kekId of idle) await vault.record(tx, { action: 'kek.retired', kekId })
    return idle
  })
  for (const kekId of retired) {
    log.warn({ kekId }, 'this key-encryption key is not needed any more; its line may leave the KEK file')
  }
  return failed
}

async function rewrapAll({ storage, vault, log }: RewrapParts, kekId: string): Promise<number> {
  let failed = 0
  let after = ''
  for (;;) {
    const rows = await selectDataKeysNotUnder(storage.lookups, { kekId, after, limit: pageSize })
    const last = rows.at(-1)
    if (!last) return failed
    after = last.id
    const rewrapped: { from: DataKeyRow; to: Pick<DataKeyRow, 'kek_id' | 'wrapped'> }[] = []
    for (const row of rows) {
      try {
        rewrapped.push({ from: row, to: await vault.rewrap(row) })
      } catch (error) {
        // One tells why; there may be a million of them, in every round.
        if (failed === 0) log.error({ err: error, dataKeyId: row.id }, 'a data key cannot be wrapped anew')
        failed += 1
      }
    }
    await storage.transaction(async tx => {
      for (const { from, to } of rewrapped) await rewrapDataKey(tx, from, to)
    })
  }
}
