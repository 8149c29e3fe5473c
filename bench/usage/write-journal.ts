import { mkdirSync, writeFileSync } from 'node:fs'
import { newId } from '../../packages/engine/src/ids/new-id.ts'
import { FrameWriter } from '../../packages/engine/src/usage/frame-writer.ts'
import { segmentPath } from '../../packages/engine/src/usage/journal-segments.ts'

export type BenchJournal = { id: string; directory: string; from: number }

const segmentEvents = 180_000
const eventsPerMs = 20
const eventsPerWrite = 32
const codes = [
  'valid',
  'valid',
  'valid',
  'valid',
  'valid',
  'valid',
  'valid',
  'valid',
  'valid',
  'rate_limited',
]

/**
 * The journal of a busy node: 20 verifications a millisecond of `keys` keys in a tenth as many organizations, four
 * fifths of them on a fifth of the keys, 40 endpoints whose paths hold ids, addresses and agents as of real clients.
 */
export function writeJournal(
  directory: string,
  { events, keys }: { events: number; keys: number },
): BenchJournal {
  mkdirSync(directory, { recursive: true })
  const start = Date.now() - Math.ceil(events / eventsPerMs)
  const ids = (prefix: 'org' | 'api' | 'key' | 'sec', count: number): string[] =>
    Array.from({ length: count }, () => newId(prefix, start))
  const own = {
    organizations: ids('org', Math.ceil(keys / 10)),
    keys: ids('key', keys),
    secrets: ids('sec', keys),
  }
  const [apiId, callerKeyId, nodeId] = [newId('api', start), newId('key', start), newId('node', start)]
  const draw = randomNumbers()
  let position = 0
  const frames = new FrameWriter()
  const writeSegment = (): void => {
    frames.seal()
    writeFileSync(segmentPath(directory, position), frames.content.subarray(0, frames.used))
    position += frames.used
    frames.clear()
  }
  for (let i = 0; i < events; i++) {
    const key = Math.floor(draw() * keys * (draw() < 0.8 ? 0.2 : 1))
    const at = start + Math.floor(i / eventsPerMs)
    frames.addEvent({
      id: newId('ver', at),
      at,
      organizationId: own.organizations[Math.floor(key / 10)] ?? null,
      apiId,
      keyId: own.keys[key] ?? null,
      secretId: own.secrets[key] ?? null,
      environment: 'live',
      code: codes[i % codes.length] ?? 'valid',
      cost: 1,
      count: 1,
      method: i % 3 ? 'GET' : 'POST',
      path: `/v1/resource-${i % 20}/${Math.floor(draw() * 100_000)}`,
      ip: `203.0.${key % 113}.${Math.floor(draw() * 4)}`,
      country: null,
      userAgent: `outreach-client/${key % 7}.2 (node ${20 + (key % 3) * 2})`,
      origin: null,
      callerKeyId,
      asOf: String(1_000 + Math.floor(i / 50_000)),
      nodeId,
    })
    // What joins one write at this rate.
    if (i % eventsPerWrite === eventsPerWrite - 1) frames.seal()
    if (i % segmentEvents === segmentEvents - 1) writeSegment()
  }
  if (frames.used > 0) writeSegment()
  return { id: newId('jnl', start), directory, from: 0 }
}

/** The same numbers in every run (mulberry32). */
function randomNumbers(): () => number {
  let state = 42
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296
  }
}
