import type { EngineLog } from '../clock/engine-log.ts'
import type { SteadyTime } from '../clock/steady-time.ts'
import type { Storage } from '../storage/storage.ts'
import { monthAfter, oldestMonthKept } from '../storage/usage-sink.ts'
import { dayRollupMonths } from '../usage/retention.ts'

export type UsageRetention = { storage: Storage; time: SteadyTime; log: EngineLog; months: number }

/**
 * Drops the oldest month of the usage log that is past retention, whole, and removes rollups by hour of that time and
 * rollups by day after five years. One month a run, none while clocks disagree, and none that only a clock calls old: a
 * wrong one must leave time to notice. Every node does it: each also lets go of what another has dropped.
 */
export async function dropUsage({ storage, time, log, months }: UsageRetention): Promise<string[]> {
  if (!time.isAgreed()) {
    log.error(
      {},
      'Clocks differ by more than a day, so no usage is dropped. Set them right and restart this node.',
    )
    return []
  }
  const held = await storage.usage.months()
  const kept = oldestMonthKept(time.now(), { retentionMonths: months, held })
  const oldest = held.at(-1) ?? kept
  const bound = oldest < kept ? monthAfter(oldest) : kept
  const dropped = await storage.usage.dropBefore(bound)
  if (dropped.length > 0) log.info({ dropped }, 'Dropped a month of the usage log that is past retention.')
  const hours = Date.parse(`${bound}-01T00:00:00Z`)
  const days = Date.parse(
    `${oldestMonthKept(time.now(), { retentionMonths: dayRollupMonths, held })}-01T00:00:00Z`,
  )
  await storage.usage.pruneRollups({ hours, days: Math.min(hours, days) })
  return dropped
}
