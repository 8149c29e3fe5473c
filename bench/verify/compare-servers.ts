/** HTTP verification against its peers, in rounds A B C A B C …, per second of the server's own CPU. */
import { spawnSync } from 'node:child_process'
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
import { withoutTypes } from '../peers/without-types.ts'
import { startKeyturn } from '../processes/start-keyturn.ts'
import { type RunningProcess, startProcess } from '../processes/start-process.ts'
import { temporaryDirectory } from '../processes/temporary-directory.ts'
import { type SeededInstallation, seedKeys } from '../seeds/seed-keys.ts'

/** `program`: another Node than this one. */
type Peer = { file: string; argument: string; requests: Buffer[]; program?: string }
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
/** Express is held against with the Node that the figure comes from (decision 0044), where one is given: `--older-node=/usr/bin/node`. */
const olderNode = options.text('older-node')
const musts: Record<string, number> = {
  'node:http echo': 0.8,
  'express + passport, Node 20': 6,
  'better-auth': 40,
}

async function startContenders(): Promise<Contender[]> {
  const directory = temporaryDirectory()
  const seeded = await seedKeys(join(directory, 'keyturn'), keys)
  const keyturn = await startKeyturn(seeded)
  const requests = verifyRequests(seeded)
  const own = { name: 'Keyturn', process: keyturn, port: keyturn.port, requests }
  const answer = await answerOf(own)
  const answerBytes = bodyOf(answer).length
  return [
    own,
    await startEcho(requests, answerBytes),
    await startFloor(requests, { directory, answer }),
    ...(await startExpresses(seeded, { directory, answerBytes })),
    await startBetterAuth(seeded.apiId, directory),
  ]
}

async function answerOf({ port, requests: [request] }: Contender): Promise<string> {
  const connection = await HttpConnection.open(port)
  const answer = await new Promise<string | null>(resolve => {
    if (request) connection.send(request, resolve)
  })
  connection.close()
  return answer ?? ''
}

/** The same requests, byte for byte. */
async function startEcho(requests: Buffer[], answerBytes: number): Promise<Contender> {
  return startPeer('node:http echo', { file: 'echo.ts', argument: String(answerBytes), requests })
}

/** What a Node process needs to read one request and write one answer, without doing anything in between. */
async function startFloor(
  requests: Buffer[],
  { directory, answer }: { directory: string; answer: string },
): Promise<Contender> {
  const argument = join(directory, 'answer')
  writeFileSync(argument, answer, 'latin1')
  return startPeer('node:net constant answer', { file: 'constant.ts', argument, requests })
}

/** On the Node of Keyturn, and on the older one where it was given. */
async function startExpresses(
  { tokens, apiId }: SeededInstallation,
  { directory, answerBytes }: { directory: string; answerBytes: number },
): Promise<Contender[]> {
  const argument = join(directory, 'express.json')
  writeFileSync(argument, JSON.stringify({ tokens, count: keys, answerBytes }))
  const requests = tokens.map(token => postRequest('/verify', verifyBody('-', apiId), { 'x-api-key': token }))
  const peer = { file: 'express-passport.ts', argument, requests }
  const own = await startPeer('express + passport', peer)
  if (olderNode === null) return [own]
  const { stdout } = spawnSync(olderNode, ['--version'], { encoding: 'utf8' })
  const major = /^v(\d+)\./.exec(stdout ?? '')?.[1]
  if (major === undefined) throw new Error(`${olderNode} is no Node`)
  return [own, await startPeer(`express + passport, Node ${major}`, { ...peer, program: olderNode })]
}

async function startBetterAuth(apiId: string, directory: string): Promise<Contender> {
  const argument = join(directory, 'better-auth.db')
  const tokens = await seedBetterAuth(argument, keys)
  const requests = tokens.map(token => postRequest('/verify', verifyBody(token, apiId)))
  return startPeer('better-auth', { file: 'better-auth.ts', argument, requests })
}

async function startPeer(name: string, { file, argument, requests, program }: Peer): Promise<Contender> {
  const path = program === undefined ? join(import.meta.dirname, '..', 'peers', file) : withoutTypes(file)
  const process = await startProcess({
    name,
    ...(program === undefined ? {} : { program }),
    args: [path, argument],
    env: { NODE_ENV: 'production' },
    upWhen: /listening on (\d+)/,
  })
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

/** What no server in a Node process exceeds. */
function floorOf(run: Run): Run {
  return runs.find(({ server, round }) => server === 'node:net constant answer' && round === run.round) ?? run
}

const summary = contenders.map(({ name }) => ({
  server: name,
  'per CPU-s': medianOf(name, run => run.perCpuSecond),
  'per CPU-s of the main thread': medianOf(name, run => run.perMainCpuSecond),
  'per s': medianOf(name, run => run.perSecond),
  'Keyturn ÷ it': medianOf(name, (run, own) => own.perCpuSecond / run.perCpuSecond),
  'floor ÷ it': medianOf(name, run => floorOf(run).perCpuSecond / run.perCpuSecond),
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
