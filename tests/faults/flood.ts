import { randomBytes } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'
import { generateToken } from '@keyturn/core'
import { Pool } from 'undici'
import { createSubject } from '../cluster/tightening.ts'
import { type StartedKeyturn, startKeyturn } from '../harness/start-keyturn.ts'

export type FloodOptions = {
  database: 'sqlite' | 'postgres'
  /** Different ones with the right prefix and checksum, none of which exists. */
  tokens: number
  /** Addresses that they come from. */
  sources: number
  command?: string
}

export type FloodReport = {
  seconds: number
  /** Resident memory, in mebibytes. */
  memory: { before: number; after: number }
  /** Of a valid key that is verified now and then, in milliseconds. */
  p99Ms: { before: number; during: number }
  /** Attempts in the log with a record of their own, and all that it counts. */
  recorded: { full: number; counted: number }
  /** What must not be; empty. */
  wrong: string[]
}

const perSecondMax = 10
const batch = 500

/** Guesses tokens, as fast as it goes, and looks at what that does to memory, to others and to the log (F33). */
export async function runFlood({ tokens, sources, ...build }: FloodOptions): Promise<FloodReport> {
  const node = await startKeyturn(build)
  const { rootKey, dataDirectory, databaseUrl } = node
  try {
    const { request } = await createSubject(node)
    const prefix = request.key.split('_')[0] ?? ''
    const wrong: string[] = []
    const askFor = async (isOver: () => boolean): Promise<number> => {
      const times: number[] = []
      while (!isOver()) {
        const startedAt = performance.now()
        const { code } = await node.client.keys.verify(request)
        times.push(performance.now() - startedAt)
        if (code !== 'valid') wrong.push(`the valid key is ${code}`)
        await sleep(5)
      }
      return times.toSorted((one, other) => one - other)[Math.floor(times.length * 0.99)] ?? 0
    }
    const until = performance.now() + 1_000
    const before = { p99: await askFor(() => performance.now() > until), memory: residentMebibytes(node) }
    let isOver = false
    const asking = askFor(() => isOver)
    const startedAt = performance.now()
    await guess(node, { prefix, tokens, sources })
    const seconds = (performance.now() - startedAt) / 1000
    isOver = true
    const during = await asking
    const after = residentMebibytes(node)
    await node.stop()
    const shared = databaseUrl === null ? {} : { databaseUrl }
    const reader = await startKeyturn({ ...build, rootKey, dataDirectory, ...shared })
    const recorded = await readAttempts(reader, sources * (seconds + 2) * perSecondMax)
    await reader.stop()
    if (recorded.counted !== tokens) wrong.push(`${recorded.counted} of ${tokens} attempts are counted`)
    if (recorded.full > sources * (seconds + 2) * perSecondMax)
      wrong.push(`more than ${recorded.full} attempts are recorded in full`)
    const memory = { before: before.memory, after }
    return { seconds, memory, p99Ms: { before: before.p99, during }, recorded, wrong }
  } finally {
    await node.remove()
  }
}

async function guess(
  node: StartedKeyturn,
  { prefix, tokens, sources }: { prefix: string; tokens: number; sources: number },
): Promise<void> {
  const pool = new Pool(node.url, { connections: 2 })
  const headers = { 'content-type': 'application/json', authorization: `Bearer ${node.rootKey}` }
  const send = async (from: number): Promise<void> => {
    const verifications = Array.from({ length: Math.min(batch, tokens - from) }, (_, index) => ({
      key: generateToken({ prefix, environment: 'live', randomBytes }),
      request: { ip: `198.51.100.${(from + index) % sources}` },
    }))
    const body = JSON.stringify({ verifications })
    const answer = await pool.request({ method: 'POST', path: '/v1/keys/verify-batch', headers, body })
    await answer.body.text()
    if (answer.statusCode !== 200) throw new Error(`a batch was answered ${answer.statusCode}`)
  }
  for (let from = 0; from < tokens; from += 2 * batch) {
    const second = from + batch
    await Promise.all([send(from), ...(second < tokens ? [send(second)] : [])])
  }
  await pool.close()
}

/** Stops looking once there are more in full than there may be. */
async function readAttempts({ client }: StartedKeyturn, most: number): Promise<FloodReport['recorded']> {
  const recorded = { full: 0, counted: 0 }
  for (let cursor: string | null | undefined; cursor !== null && recorded.full <= most; ) {
    const page = await client.usage.events({ code: 'not_found', limit: 200, ...(cursor ? { cursor } : {}) })
    for (const { count } of page.data) {
      recorded.counted += count
      if (count === 1) recorded.full += 1
    }
    cursor = page.nextCursor
  }
  return recorded
}

function residentMebibytes({ pid }: StartedKeyturn): number {
  const status = readFileSync(`/proc/${pid}/status`, 'utf8')
  return Number(/VmRSS:\s+(\d+)/.exec(status)?.[1]) / 1024
}
