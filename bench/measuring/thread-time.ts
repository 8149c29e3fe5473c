import { readFileSync } from 'node:fs'

/** Milliseconds that synchronous work took: by the clock, and without the time that others had the core. */
export type ThreadTime = { ms: number; wallMs: number }

/**
 * Times synchronous work of this thread. CPU time of one thread is only counted by ticks of the kernel; the time
 * that a thread stood ready and waited is exact, and work that never blocks is the rest.
 */
export function timeOf(run: () => void): ThreadTime {
  const waitedBefore = waitedMs()
  const start = performance.now()
  run()
  const wallMs = performance.now() - start
  return { ms: wallMs - (waitedMs() - waitedBefore), wallMs }
}

/** How long this thread has waited for a core so far. */
function waitedMs(): number {
  const [, nanoseconds = '0'] = readFileSync('/proc/thread-self/schedstat', 'utf8').split(' ')
  return Number(nanoseconds) / 1e6
}
