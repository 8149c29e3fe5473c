/** What each stage of a verification costs, in microseconds of the thread that decides. */

import { hash } from 'node:crypto'
import { setImmediate as nextTurn } from 'node:timers/promises'
import { type DecisionInput, decide, isPresentableToken, type KeyView, scopesExpression } from '@keyturn/core'
import { serializeVerdict, type Verdict } from '@keyturn/engine'
import {
  type EventFacts,
  JournalBuffer,
  newVerificationBytes,
  toCallFacts,
  toEventFacts,
  toKeptRequest,
  verificationIdOf,
} from '../engine-parts/parts.ts'
import { openVerifier } from '../in-process/open-verifier.ts'
import { apiId, emptyTable, SampleKeys } from '../in-process/sample-keys.ts'
import { verifyBody } from '../loads/verify-requests.ts'
import { printTable } from '../measuring/print-table.ts'
import { Options } from '../measuring/read-options.ts'
import { median, rounded } from '../measuring/statistics.ts'
import { timeOf } from '../measuring/thread-time.ts'
import { writeResult } from '../measuring/write-result.ts'
import { temporaryDirectory } from '../processes/temporary-directory.ts'

const options = new Options()
const count = options.number('keys', { full: 100_000, smoke: 1_000 })
const rounds = options.number('rounds', { full: 40, smoke: 2 })
const perRound = options.number('times', { full: 10_000, smoke: 500 })

const keys = new SampleKeys({ limited: 'yes' })
const table = emptyTable(0)
for (let number = 0; number < count; number++) table.put(keys.record(number, count))
const { tokens } = keys
const { verifier, principal, quotas, lease, feed, nodeId, usage, close } = await openVerifier(
  temporaryDirectory(),
  table,
)

const asked: DecisionInput = {
  scopes: scopesExpression(['leads:read']),
  apiId,
  environment: 'live',
  organizationId: null,
  method: 'GET',
  path: '/v1/leads',
  ip: '203.0.113.7',
}
const tokenOf = (number: number): string => tokens[(number * 7_919) % tokens.length] ?? ''
const digests = tokens.map(token => hash('sha256', token, 'binary'))
const digestOf = (number: number): string => digests[(number * 7_919) % digests.length] ?? ''
const bodies = tokens.slice(0, 1_000).map(token => JSON.stringify(verifyBody(token, apiId)))
const inputs = tokens.slice(0, 1_000).map(token => verifyBody(token, apiId))
const found = (digest: string): KeyView => {
  const view = table.find(digest)
  if (view === null) throw new Error('a key is missing')
  return view
}

const kept = toKeptRequest(inputs[0]?.request)
const caller = principal
const at = Date.now()

function factsOf(view: KeyView): EventFacts {
  return toEventFacts(view, 'valid', toCallFacts({ feed, nodeId }, { caller, kept, cost: 1, at }))
}

const id = new Uint8Array(16)
const verdict: Verdict = {
  code: 'valid',
  verificationId: verificationIdOf(id),
  keyJson: found(digestOf(0)).publicJson(),
  missingScopes: null,
  rateLimits: [{ name: 'default', limit: 100, windowSeconds: 60, remaining: 99, resetSeconds: 60 }],
  credits: null,
}
const buffer = new JournalBuffer()

/** Each does one stage for request `number`; what a stage needs is made before it where that is possible. */
const stages: Record<string, (number: number) => void> = {
  'empty loop': () => undefined,
  'parse the JSON of the request': number => void JSON.parse(bodies[number % bodies.length] ?? ''),
  'check the shape of the token': number => void isPresentableToken(tokenOf(number)),
  'digest (SHA-256)': number => void hash('sha256', tokenOf(number), 'binary'),
  'look-up': number => void table.find(digestOf(number)),
  'look-up and decide': number => void decide(found(digestOf(number)), asked, 1),
  'read the lease twice': () => void (lease.isHeld() && lease.isHeld()),
  'look-up and public JSON': number => void found(digestOf(number)).publicJson(),
  'look-up and limit': number => void quotas.charge(found(digestOf(number)), 1, performance.now()),
  'id of the event': () => void newVerificationBytes(at, id),
  'look-up and what the event says': number => void factsOf(found(digestOf(number))),
  'look-up and event in the journal (without its CRC)': number => {
    const view = found(digestOf(number))
    buffer.frames.addKeyEvent({ id, ids: view.storedIds, facts: factsOf(view) })
    if (buffer.used > 500_000) buffer.settle(null)
  },
  'serialize the verdict': () => void serializeVerdict(verdict),
}

async function microseconds(stage: (number: number) => void): Promise<number> {
  const { ms } = timeOf(() => {
    for (let number = 0; number < perRound; number++) stage(number)
  })
  await nextTurn()
  return (ms / perRound) * 1_000
}

/** The whole of it, journal write included, a hundred at a time as under load. */
async function wholeMicroseconds(): Promise<number> {
  const before = process.threadCpuUsage()
  for (let from = 0; from < perRound; from += 100) {
    const some = Array.from({ length: 100 }, (_, index) => inputs[(from + index) % inputs.length])
    const verdicts = await Promise.all(some.map(input => (input ? verifier.verify(principal, input) : null)))
    if (verdicts.some(each => each?.code !== 'valid')) throw new Error('a key is refused')
  }
  const { user, system } = process.threadCpuUsage(before)
  return (user + system) / perRound
}

const measured = new Map<string, number[]>()
for (let round = 0; round < rounds; round++) {
  for (const [name, stage] of Object.entries(stages))
    measured.set(name, [...(measured.get(name) ?? []), await microseconds(stage)])
  const name = 'the whole verifier, 100 at a time, written'
  measured.set(name, [...(measured.get(name) ?? []), await wholeMicroseconds()])
}
await usage.flush()
await close()

const lookUp = median(measured.get('look-up') ?? [])
const summary = [...measured].map(([name, values]) => ({
  stage: name,
  µs: rounded(median(values)),
  'µs besides the look-up': name.startsWith('look-up and') ? rounded(median(values) - lookUp) : null,
}))
printTable(`Stages of a verification, ${count} keys, medians of ${rounds} rounds`, summary)
if (!options.smoke) writeResult('stages', { keys: count, rounds, perRound, summary })
