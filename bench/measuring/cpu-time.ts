import { readdirSync, readFileSync } from 'node:fs'
import { setTimeout as pause } from 'node:timers/promises'

/** Milliseconds of CPU that a process has used: all its threads, the main one alone, and threads by their name. */
export type CpuTime = { allMs: number; mainMs: number; byThreadMs: Readonly<Record<string, number>> }

/** From the scheduler's own account in nanoseconds (`/proc/<pid>/task/<tid>/schedstat`): Linux only. */
export function readCpuTime(pid: number): CpuTime {
  const byThreadMs: Record<string, number> = {}
  let allMs = 0
  for (const thread of readdirSync(`/proc/${pid}/task`)) {
    const directory = `/proc/${pid}/task/${thread}`
    const ms = readNanoseconds(directory) / 1e6
    const name = Number(thread) === pid ? 'main' : readOr(`${directory}/comm`, 'gone').trim()
    byThreadMs[name] = (byThreadMs[name] ?? 0) + ms
    allMs += ms
  }
  return { allMs, mainMs: byThreadMs['main'] ?? 0, byThreadMs }
}

export function cpuTimeBetween(before: CpuTime, after: CpuTime): CpuTime {
  const threads = Object.entries(after.byThreadMs)
  return {
    allMs: after.allMs - before.allMs,
    mainMs: after.mainMs - before.mainMs,
    byThreadMs: Object.fromEntries(threads.map(([name, ms]) => [name, ms - (before.byThreadMs[name] ?? 0)])),
  }
}

const sliceMs = 50
const idleShare = 0.1
const slicesMax = 200

/**
 * The CPU time of a process once it rests: what it does after its last answer (shipping, deferred updates) belongs
 * to the requests too. Gives up after 10 s.
 */
export async function readCpuTimeAtRest(pid: number): Promise<CpuTime> {
  let before = readCpuTime(pid)
  for (let slice = 0; slice < slicesMax; slice++) {
    await pause(sliceMs)
    const now = readCpuTime(pid)
    if (now.allMs - before.allMs < sliceMs * idleShare) return now
    before = now
  }
  return before
}

function readNanoseconds(directory: string): number {
  return Number(readOr(`${directory}/schedstat`, '0').split(' ')[0])
}

/** A thread may end while it is looked at. */
function readOr(file: string, otherwise: string): string {
  try {
    return readFileSync(file, 'utf8')
  } catch {
    return otherwise
  }
}
