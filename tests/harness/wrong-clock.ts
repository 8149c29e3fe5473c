import { renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { temporaryDirectory } from './temporary-data.ts'

/** A wall clock that can be set while a process runs; its monotonic clock goes on as ever. */
export type WrongClock = { env: Record<string, string>; set(offsetMs: number): void }

const preload = pathToFileURL(join(import.meta.dirname, 'preloads/skew-clock.ts')).href

export function wrongClock(offsetMs = 0): WrongClock {
  const file = join(temporaryDirectory(), 'offset')
  const set = (ms: number) => {
    writeFileSync(`${file}.new`, String(ms))
    renameSync(`${file}.new`, file)
  }
  set(offsetMs)
  return { env: { NODE_OPTIONS: `--import=${preload}`, TEST_CLOCK: file }, set }
}
