import type { Clock } from '../clock/clock.ts'
import type { EngineLog } from '../clock/engine-log.ts'
import { SteadyTime } from '../clock/steady-time.ts'
import { Yielding } from '../clock/yielding.ts'
import type { Vault } from '../envelope/vault.ts'
import { replaysKeptMs } from '../mutate/idempotent-call.ts'
import { pruneReplays, replaySlice } from '../mutate/replay-queries.ts'
import { pruneNotices } from '../outbox/notice-queries.ts'
import { feedSlice, pruneFeed } from '../storage/feed-queries.ts'
import type { Storage } from '../storage/storage.ts'
import { rememberEndedMs, type VerdictReplica } from '../verification/replica.ts'
import type { Verifier } from '../verification/verifier.ts'
import { dropUsage } from './drop-usage.ts'
import { forgetSignIns } from './forget-sign-ins.ts'
import { inSlices } from './in-slices.ts'
import { keepVault } from './keep-vault.ts'

export type HousekeepingOptions = {
  storage: Storage
  clock: Clock
  /** What verdicts go by: the database's clock, in milliseconds UTC. */
  verdictTime: () => number
  vault: Vault
  replica: VerdictReplica
  verifier: Verifier
  usageRetentionMonths: number
  log: EngineLog
}

const minuteMs = 60_000
const dayMs = 24 * 60 * minuteMs
const noticeSlice = 500
const everyMs = {
  counted: 5_000,
  vault: 10_000,
  feed: 5 * minuteMs,
  ended: 60 * minuteMs,
  replays: 60 * minuteMs,
  signIns: 60 * minuteMs,
  notices: 60 * minuteMs,
  usage: 60 * minuteMs,
}
/** Feed entries live an hour; a reader that is further behind loads everything again. */
const feedKeptMs = 60 * minuteMs

/** What a node does besides answering: small, repeated, and harmless when several nodes do it at once. */
export function startHousekeeping(options: HousekeepingOptions): { stop(): void } {
  const { storage, clock, replica, verifier, usageRetentionMonths: months, log } = options
  const time = new SteadyTime(clock, options.verdictTime)
  const drop = async () => void (await dropUsage({ storage, time, log, months }))
  const first = setTimeout(() => void attempt(drop, log), minuteMs).unref()
  const prune = () =>
    inSlices(feedSlice, () => storage.transaction(tx => pruneFeed(tx, clock.now() - feedKeptMs)))
  const forgetReplays = () =>
    inSlices(replaySlice, () => storage.transaction(tx => pruneReplays(tx, clock.now() - replaysKeptMs)))
  const timers = [
    repeat(everyMs.counted, async () => verifier.recordCounted(), log),
    repeat(everyMs.vault, () => keepVault(options, options.vault), log),
    repeat(everyMs.feed, prune, log),
    repeat(everyMs.replays, forgetReplays, log),
    repeat(everyMs.signIns, () => forgetSignIns(storage, clock.now()), log),
    repeat(everyMs.notices, () => forgetNotices(storage, clock.now()), log),
    repeat(everyMs.ended, () => forgetEnded(replica, clock.now() - rememberEndedMs), log),
    repeat(everyMs.usage, drop, log),
  ]
  const stop = () => {
    clearTimeout(first)
    timers.forEach(clearInterval)
  }
  return { stop }
}

/** Mail that was sent is forgotten after a week, mail that was given up after a month: somebody may look for it. */
async function forgetNotices(storage: Storage, now: number): Promise<void> {
  const before = { sent: now - 7 * dayMs, dead: now - 30 * dayMs, limit: noticeSlice }
  await inSlices(noticeSlice, () => storage.transaction(tx => pruneNotices(tx, before)))
}

/** Not again before the last time is over. */
function repeat(intervalMs: number, work: () => Promise<void>, log: EngineLog): NodeJS.Timeout {
  let isRunning = false
  const turn = async () => {
    if (isRunning) return
    isRunning = true
    await attempt(work, log)
    isRunning = false
  }
  return setInterval(() => void turn(), intervalMs).unref()
}

async function attempt(work: () => Promise<void>, log: EngineLog): Promise<void> {
  await work().catch((error: unknown) =>
    log.warn({ err: error }, 'housekeeping failed; it is tried again later'),
  )
}

async function forgetEnded(replica: VerdictReplica, endedBefore: number): Promise<void> {
  const yielding = new Yielding()
  const sweeping = replica.table.sweep({ endedBefore })
  while (!sweeping.next().done) await yielding.next()
}
