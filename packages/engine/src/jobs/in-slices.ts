import { setTimeout as sleep } from 'node:timers/promises'

/** Between two slices, in milliseconds: other writes come first. */
const pauseMs = 10

/**
 * Removes what is old slice by slice, each in a transaction of its own. `remove` answers how many rows went; fewer than
 * `size` means that it is over.
 */
export async function inSlices(size: number, remove: () => Promise<number>): Promise<void> {
  while ((await remove()) >= size) await sleep(pauseMs, undefined, { ref: false })
}
