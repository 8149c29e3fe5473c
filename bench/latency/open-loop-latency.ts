/** Latency at fixed rates, from the moment that a request is due, against bare node:http in the same run. */
import { join } from 'node:path'
import { runClosedLoop } from '../loads/closed-loop.ts'
import { runOpenLoop } from '../loads/open-loop.ts'
import { isValid, verifyRequests } from '../loads/verify-requests.ts'
import { print, printTable } from '../measuring/print-table.ts'
import { Options } from '../measuring/read-options.ts'
import { median, rounded, spreadOf } from '../measuring/statistics.ts'
import { writeResult } from '../measuring/write-result.ts'
import { startKeyturn } from '../processes/start-keyturn.ts'
import { startProcess } from '../processes/start-process.ts'
import { temporaryDirectory } from '../processes/temporary-directory.ts'
import { seedKeys } from '../seeds/seed-keys.ts'

const options = new Options()
const keys = options.number('keys', { full: 100_000, smoke: 500 })
const rates = options.numbers('rates', { full: [1_000, 5_000, 10_000, 15_000, 20_000], smoke: [500] })
const rounds = options.number('rounds', { full: 5, smoke: 1 })
const seconds = options.number('seconds', { full: 2, smoke: 0.5 })
const connections = options.number('connections', { full: 256, smoke: 16 })

const seeded = await seedKeys(join(temporaryDirectory(), 'keyturn'), keys)
const keyturn = await startKeyturn(seeded)
const echo = await startProcess({
  name: 'echo',
  args: [join(import.meta.dirname, '..', 'peers', 'echo.ts'), '640'],
  upWhen: /listening on (\d+)/,
})
const requests = verifyRequests(seeded)
const servers = [
  { name: 'Keyturn', port: keyturn.port },
  { name: 'node:http echo', port: Number(echo.found) },
]
type Run = {
  server: string
  rate: number
  round: number
  p50: number
  p99: number
  max: number
  unsent: number
}
const runs: Run[] = []

for (const { port } of servers)
  await runClosedLoop({ port, requests, connections: 32, seconds: seconds * 2, accepts: isValid })
for (const rate of rates) {
  for (let round = 1; round <= rounds; round++) {
    for (const { name, port } of servers) {
      const load = await runOpenLoop({
        port,
        requests,
        connections,
        seconds,
        perSecond: rate,
        accepts: isValid,
      })
      if (load.failed > 0) print(`${name} at ${rate}/s: ${load.failed} failed`)
      const unsent = Math.floor(rate * seconds) - load.sent
      runs.push({ server: name, rate, round, ...spreadOf(load.latenciesMs), unsent })
    }
  }
}
await keyturn.stop()
await echo.stop()

function medianOf(server: string, rate: number, figure: (run: Run) => number): number {
  return rounded(median(runs.filter(run => run.server === server && run.rate === rate).map(figure)))
}

function ratioAt(rate: number): number {
  const own = runs.filter(run => run.server === 'Keyturn' && run.rate === rate)
  const ratios = own.map(run => {
    const peer = runs.find(
      other => other.server !== 'Keyturn' && other.rate === rate && other.round === run.round,
    )
    return run.p99 / (peer?.p99 ?? Number.NaN)
  })
  return rounded(median(ratios))
}

const summary = rates.flatMap(rate =>
  servers.map(({ name }) => ({
    'per s': rate,
    server: name,
    'p50 ms': medianOf(name, rate, run => run.p50),
    'p99 ms': medianOf(name, rate, run => run.p99),
    'max ms': medianOf(name, rate, run => run.max),
    'not sent': medianOf(name, rate, run => run.unsent),
    'p99 ÷ echo': name === 'Keyturn' ? ratioAt(rate) : null,
    must: name === 'Keyturn' && rate === 20_000 ? '≤ 1.5' : null,
  })),
)
printTable(`Open loop, ${keys} keys, ${connections} connections, ${rounds} rounds of ${seconds} s`, summary)
if (!options.smoke) writeResult('latency', { keys, rates, rounds, seconds, connections, summary, runs })
