/** HTTP verification against its peers, in rounds A B C A B C …, per second of the server's own CPU. */
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { runClosedLoop } from '../loads/closed-loop.ts'
import { bodyOf, HttpConnection, postRequest } from '../loads/http-connection.ts'
import { isValid, verifyBody, verifyRequests } from '../loads/verify-requests.ts'
import { cpuTimeBetween, readCpuTime, readCpuTimeAtRest } from '../measuring/cpu-time.ts'
import { printTable } from '../measuring/print-table.ts'
import { Options } from '../measuring/read-options.ts'
import { median, rounded } from '../measuring/statistics.ts'
import { writeResult } from '../measuring/write-result.ts'
import { seedBetterAuth } from '../peers/seed-better-auth.ts'
import { startKeyturn } from '../processes/start-keyturn.ts'
import { type RunningProcess, startProcess } from '../processes/start-process.ts'
import { temporaryDirectory } from '../processes/temporary-directory.ts'
import { type SeededInstallation, seedKeys } from '../seeds/seed-keys.ts'

type Contender = { name: string; process: RunningProcess; port: number; requests: Buffer[] }
type Run = {
  server: string
  round: number
  answered: number
  perSecond: number
  perCpuSecond: number
  perMainCpuSecond: number
  /** Microseconds of CPU a request. */
  byThread: Record<string, number>
  serverBusy: number
  clientBusy: number
}

const options = new Options()
const keys = options.number('keys', { full: 100_000, smoke: 500 })
const rounds = options.number('rounds', { full: 7, smoke: 1 })
const seconds = options.number('seconds', { full: 2, smoke: 0.3 })
const connections = options.number('connections', { full: 64, smoke: 8 })
const musts: Record<string, number> = { 'node:http echo': 0.8, 'express + passport': 6, 'better-auth': 40 }

async function startContenders(): Promise<Contender[]> {
  const directory = temporaryDirectory()
  const seeded = await seedKeys(join(directory, 'keyturn'), keys)
  const keyturn = await startKeyturn(seeded)
  const requests = verifyRequests(seeded)
  const own = { name: 'Keyturn', process: keyturn, port: keyturn.port, requests }
  const answerBytes = await sizeOfAnswer(own)
  return [
    own,
    await startEcho(requests, answerBytes),
    await startExpress(seeded, { directory, answerBytes }),
    await startBetterAuth(seeded.apiId, directory),
  ]
}

async function sizeOfAnswer({ port, requests: [request] }: Contender): Promise<number> {
  const connection = await HttpConnection.open(port)
  const answer = await new Promise<string | null>(resolve => {
    if (request) connection.send(request, resolve)
  })
  connection.close()
  return bodyOf(answer ?? '').length
}

/** The same requests, byte for byte. */
async function startEcho(requests: Buffer[], answerBytes: number): Promise<Contender> {
  return startPeer('node:http echo', { file: 'echo.ts', argument: String(answerBytes), requests })
}

async function startExpress(
  { tokens, apiId }: SeededInstallation,
  { directory, answerBytes }: { directory: string; answerBytes: number },
): Promise<Contender> {
  const argument = join(directory, 'express.json')
  writeFileSync(argument, JSON.stringify({ tokens, count: keys, answerBytes }))
  const requests = tokens.map(token => postRequest('/verify', verifyBody('-', apiId), { 'x-api-key': token }))
  return startPeer('express + passport', { file: 'express-passport.ts', argument, requests })
}

async function startBetterAuth(apiId: string, directory: string): Promise<Contender> {
  const argument = join(directory, 'better-auth.db')
  const tokens = await seedBetterAuth(argument, keys)
  const requests = tokens.map(token => postRequest('/verify', verifyBody(token, apiId)))
  return startPeer('better-auth', { file: 'better-auth.ts', argument, requests })
}

async function startPeer(
  name: string,
  { file, argument, requests }: { file: string; argument: string; requests: Buffer[] },
): Promise<Contender> {
  const args = [join(import.meta.dirname, '..', 'peers', file), argument]
  const env = { NODE_ENV: 'production' }
  const process = await startProcess({ name, args, env, upWhen: /listening on (\d+)/ })
  return { name, process, port: Number(process.found), requests }
}

async function measure(contender: Contender, round: number): Promise<Run> {
  const { name, process, port, requests } = contender
  const before = readCpuTime(process.pid)
  const load = await runClosedLoop({ port, requests, connections, seconds, accepts: isValid })
  const cpu = cpuTimeBetween(before, await readCpuTimeAtRest(process.pid))
  if (load.failed > 0 || load.answered === 0)
    throw new Error(`${name}: ${load.failed} of ${load.failed + load.answered} failed:\n${load.failure}`)
  return {
    server: name,
    round,
    answered: load.answered,
    perSecond: rounded((load.answered / load.elapsedMs) * 1_000, 4),
    perCpuSecond: rounded((load.answered / cpu.allMs) * 1_000, 4),
    perMainCpuSecond: rounded((load.answered / cpu.mainMs) * 1_000, 4),
    byThread: Object.fromEntries(
      Object.entries(cpu.byThreadMs).map(([thread, ms]) => [thread, (ms / load.answered) * 1_000]),
    ),
    serverBusy: rounded(cpu.allMs / load.elapsedMs, 2),
    clientBusy: rounded(load.clientBusy, 2),
  }
}

const contenders = await startContenders()
const runs: Run[] = []
// The first round warms everything up and does not count.
for (let round = 0; round <= rounds; round++) {
  for (const contender of contenders) {
    const run = await measure(contender, round)
    if (round > 0) runs.push(run)
  }
}
for (const { process } of contenders) await process.stop()

function medianOf(server: string, figure: (run: Run, own: Run) => number): number {
  const figures = runs
    .filter(run => run.server === server)
    .map(run => {
      const own = runs.find(other => other.server === 'Keyturn' && other.round === run.round) ?? run
      return figure(run, own)
    })
  return rounded(median(figures))
}

const summary = contenders.map(({ name }) => ({
  server: name,
  'per CPU-s': medianOf(name, run => run.perCpuSecond),
  'per CPU-s of the main thread': medianOf(name, run => run.perMainCpuSecond),
  'per s': medianOf(name, run => run.perSecond),
  'Keyturn ÷ it': medianOf(name, (run, own) => own.perCpuSecond / run.perCpuSecond),
  'main threads only': medianOf(name, (run, own) => own.perMainCpuSecond / run.perMainCpuSecond),
  must: musts[name] === undefined ? null : `≥ ${musts[name]}`,
}))
printTable(`POST /v1/keys/verify with ${keys} keys, ${connections} connections, ${rounds} rounds`, summary)
const own = runs.filter(run => run.server === 'Keyturn')
const threads = Object.keys(own[0]?.byThread ?? {}).map(thread => ({
  "Keyturn's threads": thread,
  'µs a request': rounded(median(own.map(run => run.byThread[thread] ?? 0))),
}))
printTable('Where the CPU time of a verification is spent', threads)
if (!options.smoke) writeResult('verify', { keys, rounds, seconds, connections, summary, threads, runs })
