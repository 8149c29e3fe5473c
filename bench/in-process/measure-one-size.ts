/** One number of keys in a process of its own; prints one line of JSON. */
import { hash } from 'node:crypto'
import { setImmediate as nextTurn } from 'node:timers/promises'
import {
  type DecisionInput,
  decide,
  isPresentableToken,
  type KeyTable,
  scopesExpression,
} from '@keyturn/core'
import { verifyBody } from '../loads/verify-requests.ts'
import { inSlices, PauseWatch } from '../measuring/pauses.ts'
import { median, rounded } from '../measuring/statistics.ts'
import { temporaryDirectory } from '../processes/temporary-directory.ts'
import { openVerifier } from './open-verifier.ts'
import { apiId, emptyTable, SampleKeys } from './sample-keys.ts'

const [count = 1_000, seconds = 1] = process.argv.slice(2).map(Number)
const expectedFrom = 5_000_000
const sliceSize = 5_000
const asked: DecisionInput = {
  scopes: scopesExpression(['leads:read']),
  apiId,
  environment: 'live',
  organizationId: null,
  method: 'GET',
  path: '/v1/leads',
  ip: '203.0.113.7',
}

/** How often a second of this thread's CPU the work is done; slices are watched for pauses. */
async function perCpuSecond(work: (number: number) => void) {
  const watch = new PauseWatch()
  const end = performance.now() + seconds * 1_000
  const rates: number[] = []
  for (let next = 0; performance.now() < end; next += sliceSize) {
    const ms = watch.slice(() => {
      for (let number = next; number < next + sliceSize; number++) work(number)
    })
    rates.push((sliceSize / ms) * 1_000)
    await nextTurn()
  }
  return { perCpuSecond: rounded(median(rates)), pauses: await watch.stop() }
}

/** The digest alone: what this machine can do at this moment. */
function hashing(tokens: readonly string[]) {
  return perCpuSecond(number => {
    hash('sha256', tokens[number % tokens.length] ?? '', 'binary')
  })
}

/** Digest, look-up and decision, as for a key without limits; nothing is recorded. */
function deciding(table: KeyTable, tokens: readonly string[]) {
  return perCpuSecond(number => {
    const token = tokens[number % tokens.length] ?? ''
    const view = isPresentableToken(token) ? table.find(hash('sha256', token, 'binary')) : null
    if (view === null || decide(view, asked, 1).code !== 'valid') throw new Error('a key is refused')
  })
}

/** The engine's verifier as a library: the event is in the journal before the verdict is there. */
async function verifying(table: KeyTable, tokens: readonly string[]) {
  const { verifier, principal, usage, close } = await openVerifier(temporaryDirectory(), table)
  const inputs = tokens.slice(0, 10_000).map(token => verifyBody(token, apiId))
  const end = performance.now() + seconds * 1_000
  const rates: number[] = []
  while (performance.now() < end) {
    const before = process.threadCpuUsage()
    for (let from = 0; from < inputs.length; from += 100) {
      const verdicts = await verifier.verifyBatch(principal, inputs.slice(from, from + 100))
      if (verdicts.some(verdict => verdict.code !== 'valid')) throw new Error('a key is refused')
    }
    const { user, system } = process.threadCpuUsage(before)
    rates.push(inputs.length / ((user + system) / 1e6))
  }
  await usage.flush()
  await close()
  return { perMainCpuSecond: rounded(median(rates)) }
}

async function fill(table: KeyTable, keys: SampleKeys, range: { from: number; to: number }) {
  const watch = new PauseWatch()
  const start = performance.now()
  await inSlices({ ...range, watch }, number => table.put(keys.record(number, count)))
  return { seconds: rounded((performance.now() - start) / 1_000), pauses: await watch.stop() }
}

// Compiled code and inline caches, not their making, are what is measured.
const warm = new SampleKeys({ limited: 'no' })
await fill(emptyTable(0), warm, { from: 0, to: 20_000 })

const keys = new SampleKeys({ limited: 'no' })
const table = emptyTable(count >= expectedFrom ? count : 0)
const loaded = await fill(table, keys, { from: 0, to: count })
const { decidingBytes, jsonBytes } = table.memory()
const result = {
  keys: count,
  decidingBytesPerKey: rounded(decidingBytes / count),
  jsonBytesPerKey: rounded(jsonBytes / count),
  residentMiB: Math.round(process.memoryUsage().rss / 2 ** 20),
  loaded,
  hashed: await hashing(keys.tokens),
  decided: await deciding(table, keys.tokens),
  verified: await verifying(table, keys.tokens),
  grown: await fill(table, keys, { from: count, to: Math.ceil(count * 1.15) }),
}
process.stdout.write(`${JSON.stringify(result)}\n`)
