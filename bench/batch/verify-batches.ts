/** Batches of verifications over HTTP, usage recorded: keys per second of the server's own CPU, beside a bare echo. */
import { join } from 'node:path'
import { runClosedLoop } from '../loads/closed-loop.ts'
import { batchRequests, isValid, verifyRequests } from '../loads/verify-requests.ts'
import { cpuTimeBetween, readCpuTime, readCpuTimeAtRest } from '../measuring/cpu-time.ts'
import { printTable } from '../measuring/print-table.ts'
import { Options } from '../measuring/read-options.ts'
import { median, rounded } from '../measuring/statistics.ts'
import { writeResult } from '../measuring/write-result.ts'
import { startKeyturn } from '../processes/start-keyturn.ts'
import { startProcess } from '../processes/start-process.ts'
import { temporaryDirectory } from '../processes/temporary-directory.ts'
import { seedKeys } from '../seeds/seed-keys.ts'

const options = new Options()
const keys = options.number('keys', { full: 100_000, smoke: 500 })
const rounds = options.number('rounds', { full: 5, smoke: 1 })
const seconds = options.number('seconds', { full: 2, smoke: 0.3 })
const connections = options.number('connections', { full: 8, smoke: 2 })
const sizes = [1, 100]
/** Of the thread that answers (docs/decisions/0046): 350,000 keys a second where the echo answers 44,100 requests. */
const mustOverEcho = 7.9
/** What a verdict takes, so that the echo writes as much as `verify` does. */
const answerBytes = '600'

const seeded = await seedKeys(join(temporaryDirectory(), 'keyturn'), keys)
const keyturn = await startKeyturn(seeded)

const echo = await startProcess({
  name: 'node:http echo',
  args: [join(import.meta.dirname, '..', 'peers', 'echo.ts'), answerBytes],
  env: { NODE_ENV: 'production' },
  upWhen: /listening on (\d+)/,
})

type Load = { name: string; size: number; requests: Buffer[]; pid: number; port: number }
type Run = {
  load: string
  round: number
  keysPerSecond: number
  perCpuSecond: number
  perMainCpuSecond: number
}

const single = verifyRequests(seeded)
const own = { pid: keyturn.pid, port: keyturn.port }
const loads: Load[] = [
  { name: 'node:http echo', size: 1, requests: single, pid: echo.pid, port: Number(echo.found) },
  { name: 'verify', size: 1, requests: single, ...own },
  ...sizes.map(size => ({
    name: `batch of ${size}`,
    size,
    requests: batchRequests(seeded, size),
    ...own,
  })),
]

async function measure({ name, size, requests, pid, port }: Load, round: number): Promise<Run> {
  const before = readCpuTime(pid)
  const accepts = (answer: string): boolean => isValid(answer) && !answer.includes('"valid":false')
  const load = await runClosedLoop({ port, requests, connections, seconds, accepts })
  const cpu = cpuTimeBetween(before, await readCpuTimeAtRest(pid))
  if (load.failed > 0) {
    const said = `${load.failure?.slice(0, 500)}\n${keyturn.output().slice(-2_000)}`
    throw new Error(`${name}: ${load.failed} of ${load.failed + load.answered} failed:\n${said}`)
  }
  const count = load.answered * size
  return {
    load: name,
    round,
    keysPerSecond: rounded((count / load.elapsedMs) * 1_000, 4),
    perCpuSecond: rounded((count / cpu.allMs) * 1_000, 4),
    perMainCpuSecond: rounded((count / cpu.mainMs) * 1_000, 4),
  }
}

const runs: Run[] = []
// The first round warms everything up and does not count.
for (let round = 0; round <= rounds; round++) {
  for (const load of loads) {
    const run = await measure(load, round)
    if (round > 0) runs.push(run)
  }
}
await keyturn.stop()
await echo.stop()

const echoed = runs.filter(run => run.load === 'node:http echo')

function overEcho(own: readonly Run[], figure: (run: Run) => number): number {
  const ratios = own.map(run => {
    const beside = echoed.find(each => each.round === run.round)
    return beside === undefined ? Number.NaN : figure(run) / figure(beside)
  })
  return rounded(median(ratios))
}

const summary = loads.map(({ name, size }) => {
  const own = runs.filter(run => run.load === name)
  return {
    load: name,
    'keys per CPU-s': rounded(median(own.map(run => run.perCpuSecond))),
    'per CPU-s of the main thread': rounded(median(own.map(run => run.perMainCpuSecond))),
    '÷ echo': overEcho(own, run => run.perCpuSecond),
    'main threads only': overEcho(own, run => run.perMainCpuSecond),
    'keys per s': rounded(median(own.map(run => run.keysPerSecond))),
    must: size === 100 ? `main thread ≥ 350,000, or ≥ ${mustOverEcho} ÷ echo` : null,
  }
})
printTable(`POST /v1/keys/verify-batch with ${keys} keys, ${connections} connections`, summary)
if (!options.smoke) writeResult('batch', { keys, rounds, seconds, connections, summary, runs })
