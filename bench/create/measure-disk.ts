import { closeSync, fdatasyncSync, openSync, writeSync } from 'node:fs'
import { join } from 'node:path'
import { type Spread, spreadOf } from '../measuring/statistics.ts'

const page = Buffer.alloc(4_096, 1)

/** Milliseconds that this disk takes to make 4 KiB durable: what no durable change on it can be faster than. */
export function measureDisk(directory: string, times: number): Spread {
  const file = openSync(join(directory, 'disk-probe'), 'w')
  const latenciesMs: number[] = []
  for (let time = 0; time < times; time++) {
    const start = performance.now()
    writeSync(file, page)
    fdatasyncSync(file)
    latenciesMs.push(performance.now() - start)
  }
  closeSync(file)
  return spreadOf(latenciesMs)
}
