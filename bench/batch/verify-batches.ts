/** Batches of verifications over HTTP: keys per second of the server's own CPU, usage recorded. */
import { join } from 'node:path'
import { runClosedLoop } from '../loads/closed-loop.ts'
import { batchRequests, isValid, verifyRequests } from '../loads/verify-requests.ts'
import { cpuTimeBetween, readCpuTime, readCpuTimeAtRest } from '../measuring/cpu-time.ts'
import { printTable } from '../measuring/print-table.ts'
import { Options } from '../measuring/read-options.ts'
import { median, rounded } from '../measuring/statistics.ts'
import { writeResult } from '../measuring/write-result.ts'
import { startKeyturn } from '../processes/start-keyturn.ts'
import { temporaryDirectory } from '../processes/temporary-directory.ts'
import { seedKeys } from '../seeds/seed-keys.ts'

const options = new Options()
const keys = options.number('keys', { full: 100_000, smoke: 500 })
const rounds = options.number('rounds', { full: 5, smoke: 1 })
const seconds = options.number('seconds', { full: 2, smoke: 0.3 })
const connections = options.number('connections', { full: 8, smoke: 2 })
const sizes = [1, 100]

const seeded = await seedKeys(join(temporaryDirectory(), 'keyturn'), keys)
const keyturn = await startKeyturn(seeded)

const loads = [
  { name: 'verify', size: 1, requests: verifyRequests(seeded) },
  ...sizes.map(size => ({ name: `batch of ${size}`, size, requests: batchRequests(seeded, size) })),
]
type Run = {
  load: string
  round: number
  keysPerSecond: number
  perCpuSecond: number
  perMainCpuSecond: number
}
const runs: Run[] = []
for (let round = 0; round <= rounds; round++) {
  for (const { name, size, requests } of loads) {
    const before = readCpuTime(keyturn.pid)
    const accepts = (answer: string): boolean => isValid(answer) && !answer.includes('"valid":false')
    const load = await runClosedLoop({ port: keyturn.port, requests, connections, seconds, accepts })
    const cpu = cpuTimeBetween(before, await readCpuTimeAtRest(keyturn.pid))
    if (load.failed > 0) {
      const said = `${load.failure?.slice(0, 500)}\n${keyturn.output().slice(-2_000)}`
      throw new Error(`${name}: ${load.failed} of ${load.failed + load.answered} failed:\n${said}`)
    }
    const count = load.answered * size
    if (round === 0) continue
    runs.push({
      load: name,
      round,
      keysPerSecond: rounded((count / load.elapsedMs) * 1_000, 4),
      perCpuSecond: rounded((count / cpu.allMs) * 1_000, 4),
      perMainCpuSecond: rounded((count / cpu.mainMs) * 1_000, 4),
    })
  }
}
await keyturn.stop()

const summary = loads.map(({ name, size }) => {
  const own = runs.filter(run => run.load === name)
  return {
    load: name,
    'keys per CPU-s': rounded(median(own.map(run => run.perCpuSecond))),
    'per CPU-s of the main thread': rounded(median(own.map(run => run.perMainCpuSecond))),
    'keys per s': rounded(median(own.map(run => run.keysPerSecond))),
    must: size === 100 ? '≥ 350,000' : null,
  }
})
printTable(`POST /v1/keys/verify-batch with ${keys} keys, ${connections} connections`, summary)
if (!options.smoke) writeResult('batch', { keys, rounds, seconds, connections, summary, runs })
