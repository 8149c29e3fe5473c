/** HTTP verification with few and with many keys in the same interleaved run: what growth costs. */
import { join } from 'node:path'
import { runClosedLoop } from '../loads/closed-loop.ts'
import { isValid, verifyRequests } from '../loads/verify-requests.ts'
import { cpuTimeBetween, readCpuTime, readCpuTimeAtRest } from '../measuring/cpu-time.ts'
import { print, printTable } from '../measuring/print-table.ts'
import { Options } from '../measuring/read-options.ts'
import { median, rounded } from '../measuring/statistics.ts'
import { writeResult } from '../measuring/write-result.ts'
import { startKeyturn } from '../processes/start-keyturn.ts'
import { temporaryDirectory } from '../processes/temporary-directory.ts'
import { sampleSize, seedKeys } from '../seeds/seed-keys.ts'

const options = new Options()
const sizes = options.numbers('sizes', { full: [1e3, 1e5, 1e7], smoke: [500, 1_000] })
const rounds = options.number('rounds', { full: 7, smoke: 1 })
const seconds = options.number('seconds', { full: 2, smoke: 0.3 })
const connections = 64

const servers = []
for (const keys of sizes) {
  print(`starting with ${keys} keys …`)
  const own = Math.min(keys, sampleSize)
  const seeded = await seedKeys(join(temporaryDirectory(), 'keyturn'), own)
  const started = performance.now()
  const process = await startKeyturn({
    ...seeded,
    flags: ['--import', join(import.meta.dirname, 'fill-table.ts')],
    env: { BENCH_COPIES: String(Math.floor(keys / own) - 1) },
    withinMs: 1_800_000,
  })
  print(`${Math.round((performance.now() - started) / 1_000)} s`)
  servers.push({ keys, process, requests: verifyRequests(seeded) })
}

const runs: { keys: number; round: number; perCpuSecond: number; perMainCpuSecond: number }[] = []
for (let round = 0; round <= rounds; round++) {
  for (const { keys, process, requests } of servers) {
    const before = readCpuTime(process.pid)
    const { port } = process
    const load = await runClosedLoop({ port, requests, connections, seconds, accepts: isValid })
    const cpu = cpuTimeBetween(before, await readCpuTimeAtRest(process.pid))
    if (load.failed > 0) throw new Error(`${keys} keys: ${load.failed} failed:\n${load.failure}`)
    const perCpuSecond = rounded((load.answered / cpu.allMs) * 1_000, 4)
    const perMainCpuSecond = rounded((load.answered / cpu.mainMs) * 1_000, 4)
    if (round > 0) runs.push({ keys, round, perCpuSecond, perMainCpuSecond })
  }
}
for (const { process } of servers) await process.stop()

const [fewest = 0] = sizes
const summary = sizes.map(keys => {
  const own = runs.filter(run => run.keys === keys)
  const kept = own.map(run => {
    const first = runs.find(other => other.keys === fewest && other.round === run.round) ?? run
    return {
      all: run.perCpuSecond / first.perCpuSecond,
      main: run.perMainCpuSecond / first.perMainCpuSecond,
    }
  })
  return {
    keys: keys.toLocaleString('en-US'),
    'per CPU-s': rounded(median(own.map(run => run.perCpuSecond))),
    'kept of the first': rounded(median(kept.map(each => each.all))),
    'main thread only': rounded(median(kept.map(each => each.main))),
    must: keys === fewest ? null : '≥ 0.90; as node:http ≥ 0.80',
  }
})
printTable(`POST /v1/keys/verify at several sizes, ${connections} connections, ${rounds} rounds`, summary)
if (!options.smoke) writeResult('scale', { sizes, rounds, seconds, connections, summary, runs })
