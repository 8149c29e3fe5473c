/** nginx that asks Keyturn against nginx that asks a bare node:http, in rounds A B A B …, per second of their own CPU. */
import { createServer } from 'node:net'
import { join } from 'node:path'
import { runClosedLoop } from '../loads/closed-loop.ts'
import { getRequest } from '../loads/http-connection.ts'
import { cpuTimeBetween, readCpuTime, readCpuTimeAtRest } from '../measuring/cpu-time.ts'
import { printTable } from '../measuring/print-table.ts'
import { Options } from '../measuring/read-options.ts'
import { median, rounded } from '../measuring/statistics.ts'
import { writeResult } from '../measuring/write-result.ts'
import { startKeyturn } from '../processes/start-keyturn.ts'
import { startNginx } from '../processes/start-nginx.ts'
import { type RunningProcess, startProcess } from '../processes/start-process.ts'
import { temporaryDirectory } from '../processes/temporary-directory.ts'
import { type SeededInstallation, seedKeys } from '../seeds/seed-keys.ts'

type Contender = { name: string; nginx: RunningProcess; asked: RunningProcess; port: number }
type Run = {
  contender: string
  round: number
  answered: number
  perSecond: number
  perCpuSecond: number
  /** Microseconds of CPU a request: of nginx, of what it asks, and of the latter's main thread. */
  nginxMicros: number
  askedMicros: number
  askedMainMicros: number
  clientBusy: number
}

const options = new Options()
const keys = options.number('keys', { full: 100_000, smoke: 500 })
const rounds = options.number('rounds', { full: 9, smoke: 1 })
const seconds = options.number('seconds', { full: 2, smoke: 0.3 })
const connections = options.number('connections', { full: 64, smoke: 8 })
/** Machine code for what is hot is made for a hundred thousand questions and more, on either side. */
const warmUpSeconds = options.number('warmup', { full: 8, smoke: 0.3 })
const must = 0.85

async function startContenders(seeded: SeededInstallation, directory: string): Promise<Contender[]> {
  const env = { KEYTURN_TRUSTED_PROXIES: '127.0.0.1' }
  const keyturn = await startKeyturn({ ...seeded, env })
  const args = [join(import.meta.dirname, '..', 'peers', 'no-content.ts')]
  const bare = await startProcess({ name: 'node:http 204', args, upWhen: /listening on (\d+)/ })
  return [
    await behindNginx('Keyturn', { asked: keyturn, asks: keyturn.port, seeded, directory }),
    await behindNginx('node:http 204', { asked: bare, asks: Number(bare.found), seeded, directory }),
  ]
}

async function behindNginx(
  name: string,
  input: { asked: RunningProcess; asks: number; seeded: SeededInstallation; directory: string },
): Promise<Contender> {
  const { asked, asks, seeded } = input
  const port = await freePort()
  const directory = join(input.directory, `nginx-${port}`)
  const { apiId } = seeded
  const nginx = await startNginx({ directory, port, asks, apiId, callerAddress: '203.0.113.7' })
  return { name, nginx, asked, port }
}

function freePort(): Promise<number> {
  return new Promise(resolve => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const address = server.address()
      server.close(() => resolve(typeof address === 'object' && address !== null ? address.port : 0))
    })
  })
}

const accepts = (answer: string) => answer.startsWith('HTTP/1.1 200')

async function measure(contender: Contender, requests: Buffer[], round: number): Promise<Run> {
  const { name, nginx, asked, port } = contender
  const before = [readCpuTime(nginx.pid), readCpuTime(asked.pid)] as const
  const load = await runClosedLoop({ port, requests, connections, seconds, accepts })
  const own = cpuTimeBetween(before[1], await readCpuTimeAtRest(asked.pid))
  const gateway = cpuTimeBetween(before[0], await readCpuTimeAtRest(nginx.pid))
  if (load.failed > 0 || load.answered === 0)
    throw new Error(`${name}: ${load.failed} of ${load.failed + load.answered} failed:\n${load.failure}`)
  const micros = (ms: number) => (ms / load.answered) * 1_000
  return {
    contender: name,
    round,
    answered: load.answered,
    perSecond: rounded((load.answered / load.elapsedMs) * 1_000, 4),
    perCpuSecond: rounded((load.answered / (own.allMs + gateway.allMs)) * 1_000, 4),
    nginxMicros: micros(gateway.allMs),
    askedMicros: micros(own.allMs),
    askedMainMicros: micros(own.mainMs),
    clientBusy: rounded(load.clientBusy, 2),
  }
}

const directory = temporaryDirectory()
const seeded = await seedKeys(join(directory, 'keyturn'), keys)
const contenders = await startContenders(seeded, directory)
/** Callers differ in more than their keys. */
const requests = seeded.tokens.map((token, index) =>
  getRequest('/v1/leads?limit=10', {
    'x-api-key': token,
    'user-agent': `outreach-client/2.${index % 50}`,
    accept: '*/*',
  }),
)
const runs: Run[] = []
for (const { port } of contenders)
  await runClosedLoop({ port, requests, connections, seconds: warmUpSeconds, accepts })
for (let round = 0; round < rounds; round++)
  for (const contender of contenders) runs.push(await measure(contender, requests, round))
for (const { nginx, asked } of contenders) {
  await nginx.stop()
  await asked.stop()
}

function medianOf(name: string, figure: (run: Run, keyturn: Run) => number): number {
  const own = runs.filter(run => run.contender === name)
  const keyturnOf = (round: number) =>
    runs.find(run => run.contender === 'Keyturn' && run.round === round) ?? own[0]
  return rounded(
    median(
      own.map(run => {
        const keyturn = keyturnOf(run.round)
        return keyturn === undefined ? Number.NaN : figure(run, keyturn)
      }),
    ),
  )
}

const withoutOthers = (run: Run) => run.nginxMicros + run.askedMainMicros
const summary = contenders.map(({ name }) => ({
  'nginx asks': name,
  'per CPU-s': medianOf(name, run => run.perCpuSecond),
  'per s': medianOf(name, run => run.perSecond),
  'µs nginx': medianOf(name, run => run.nginxMicros),
  'µs asked': medianOf(name, run => run.askedMicros),
  'µs its main thread': medianOf(name, run => run.askedMainMicros),
  'Keyturn ÷ it': medianOf(name, (run, keyturn) => keyturn.perCpuSecond / run.perCpuSecond),
  'main threads only': medianOf(name, (run, keyturn) => withoutOthers(run) / withoutOthers(keyturn)),
  must: name === 'Keyturn' ? null : `≥ ${must}`,
}))
printTable(`nginx auth_request with ${keys} keys, ${connections} connections, ${rounds} rounds`, summary)
if (!options.smoke) writeResult('forward-auth', { keys, rounds, seconds, connections, summary, runs })
