/** Verification in process at 1e3 to 1e7 keys: speed, memory, pauses. Each size has a process of its own. */
import { execFileSync } from 'node:child_process'
import { join } from 'node:path'
import { print, printTable } from '../measuring/print-table.ts'
import { Options } from '../measuring/read-options.ts'
import { rounded } from '../measuring/statistics.ts'
import { writeResult } from '../measuring/write-result.ts'

type Pauses = { sliceMsMax: number; sliceWallMsMax: number; gcMsMax: number }
type Measured = {
  keys: number
  decidingBytesPerKey: number
  jsonBytesPerKey: number
  residentMiB: number
  loaded: { seconds: number; pauses: Pauses }
  hashed: { perCpuSecond: number }
  decided: { perCpuSecond: number; pauses: Pauses }
  verified: { perMainCpuSecond: number }
  grown: { seconds: number; pauses: Pauses }
}

const options = new Options()
const sizes = options.numbers('sizes', { full: [1e3, 1e5, 1e6, 1e7], smoke: [1e3] })
const seconds = options.number('seconds', { full: 5, smoke: 0.3 })
const one = join(import.meta.dirname, 'measure-one-size.ts')

const runs = sizes.map(size => {
  print(`${size} keys …`)
  // Helpers of the garbage collector may have to wait for a core; then a pause says how busy the machine is.
  const args = ['--single-threaded-gc', one, String(size), String(seconds)]
  const text = execFileSync(process.execPath, args, { encoding: 'utf8' })
  return JSON.parse(text) as Measured
})

const smallest = runs[0]
const longestPause = (run: Measured): number =>
  Math.max(run.loaded.pauses.sliceMsMax, run.decided.pauses.sliceMsMax, run.grown.pauses.sliceMsMax)
const summary = runs.map(run => ({
  keys: run.keys.toLocaleString('en-US'),
  'digests per CPU-s': run.hashed.perCpuSecond,
  'decided per CPU-s': run.decided.perCpuSecond,
  must: { 100000: '≥ 1,000,000', 10000000: '≥ 400,000' }[run.keys] ?? null,
  'kept of the first': rounded(run.decided.perCpuSecond / (smallest?.decided.perCpuSecond ?? Number.NaN)),
  'verified and recorded per CPU-s': run.verified.perMainCpuSecond,
  'kept ': rounded(run.verified.perMainCpuSecond / (smallest?.verified.perMainCpuSecond ?? Number.NaN)),
  'B a key (≤ 100)': run.decidingBytesPerKey,
  'JSON B a key': run.jsonBytesPerKey,
  'longest pause ms (≤ 50)': rounded(longestPause(run)),
  'load s': run.loaded.seconds,
}))
printTable('In process: digest, look-up, decision; and the whole verifier with journal', summary)
if (!options.smoke) writeResult('in-process', { seconds, summary, runs })
