import { PerformanceObserver } from 'node:perf_hooks'
import { setImmediate as nextTurn } from 'node:timers/promises'
import { timeOf } from './thread-time.ts'

/** Longest times, in milliseconds, for which nothing else in this thread could run. */
export type Pauses = {
  /** Without the time that the thread stood ready while other processes had the core. */
  sliceMsMax: number
  sliceWallMsMax: number
  gcMsMax: number
}

/** Watches slices of work: whatever makes one long (growth, garbage collection, a slow step) is a pause. */
export class PauseWatch {
  readonly #observer: PerformanceObserver
  readonly #pauses: Pauses = { sliceMsMax: 0, sliceWallMsMax: 0, gcMsMax: 0 }

  constructor() {
    this.#observer = new PerformanceObserver(list => {
      for (const { duration } of list.getEntries())
        this.#pauses.gcMsMax = Math.max(this.#pauses.gcMsMax, duration)
    })
    this.#observer.observe({ entryTypes: ['gc'] })
  }

  /** Returns the milliseconds that it took. */
  slice(run: () => void): number {
    const { ms, wallMs } = timeOf(run)
    this.#pauses.sliceWallMsMax = Math.max(this.#pauses.sliceWallMsMax, wallMs)
    this.#pauses.sliceMsMax = Math.max(this.#pauses.sliceMsMax, ms)
    return ms
  }

  async stop(): Promise<Pauses> {
    await nextTurn()
    this.#observer.disconnect()
    return this.#pauses
  }
}

const sliceMs = 5

/** Does `run` for each number, giving way to others every 5 ms as the engine does when it loads. */
export async function inSlices(
  { from, to, watch }: { from: number; to: number; watch: PauseWatch },
  run: (number: number) => void,
): Promise<void> {
  let number = from
  while (number < to) {
    watch.slice(() => {
      const end = performance.now() + sliceMs
      while (number < to && performance.now() < end) run(number++)
    })
    await nextTurn()
  }
}
