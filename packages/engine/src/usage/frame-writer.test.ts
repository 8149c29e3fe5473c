import { hash } from 'node:crypto'
import { KeyTable, type StoredIds } from '@keyturn/core'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { decodeBase32, decodeTime } from '../ids/base32.ts'
import { packedIdBytes, packedIds } from '../ids/packed-id.ts'
import { FrameWriter } from './frame-writer.ts'
import { packedBytesMax, packStoredId, packText, unpackText } from './packed-text.ts'
import { sampleEvent } from './testing/sample-events.ts'
import { batchOf } from './testing/stored-events.ts'
import type { CallFacts, EventFacts, UsageEvent } from './usage-event.ts'

const digits = '0123456789abcdefghjkmnpqr'

/** Of keys with ids of all kinds, some asked about twice or by one call. */
const mixedKeys = [
  { secretId: `sec_${digits}1`, keyId: `key_${digits}1` },
  { secretId: `sec_${digits}1`, keyId: `key_${digits}1` },
  { secretId: `sec_${digits}2`, keyId: `key_${digits}1` },
  { secretId: `sec_${digits}2`, keyId: `key_${digits}2` },
  { secretId: 'sec_odd', keyId: `key_${digits}2` },
  { secretId: 'sec_odd', keyId: 'key_1' },
  { secretId: 's'.repeat(255), keyId: 'k'.repeat(17) },
  { secretId: `sec_8${digits}`, keyId: `key_${digits.toUpperCase()}1` },
  { secretId: `org_${digits}1`, keyId: `node_${digits}1` },
  { secretId: `sec_${digits}1`, keyId: `key_${digits}1` },
]
/** SHA-256 of the frames of `mixedEvents`, as they were when the format was frozen. */
const frozenFrames = '52e35dd85850202da6cfa807024df5db9fcd4ba3ccb68d55c994c776f3f469cc'

const mixedCalls = [{}, { method: 'POST', path: null, origin: 'https://a.example' }, { cost: 2, asOf: '43' }]

function mixedEvents(): UsageEvent[] {
  return mixedKeys.flatMap((ids, number) =>
    mixedCalls.flatMap((call, row) =>
      ['valid', 'rate_limited'].map((code, column) => {
        const id = `ver_01jd3v7m00${'0'.repeat(13)}${number}${row}${column}`
        const at = decodeTime(id.slice(4)) + (number % 3)
        return sampleEvent({ ...call, ...ids, id, at, code, organizationId: `org_${number % 4}` })
      }),
    ),
  )
}

test('frames have the bytes that journals have had ever since, whatever the ids are read from', () => {
  const writers = { texts: new FrameWriter(), ascii: new FrameWriter(), packed: new FrameWriter() }
  const [ascii, packed] = [storedIdsIn(new KeyTable()), storedIdsIn(new KeyTable({ idCodec: packedIds }))]
  for (const event of mixedEvents()) {
    writers.texts.addEvent(event)
    const id = new Uint8Array(16)
    decodeBase32(event.id, 4, id, 0)
    writers.ascii.addKeyEvent({ id, ids: ascii(event), facts: factsOf(event, { ...event }) })
    writers.packed.addKeyEvent({ id, ids: packed(event), facts: factsOf(event, event) })
  }
  for (const [name, writer] of Object.entries(writers)) {
    writer.seal()
    expect([name, hash('sha256', writer.content.subarray(0, writer.used))]).toEqual([name, frozenFrames])
  }
})

test('events that share the facts of their call are the bytes of events that have their own', () => {
  const [shared, own] = [new FrameWriter(), new FrameWriter()]
  // Nothing that is not written may be compared: memory holds what was in it.
  shared.content.fill(1)
  own.content.fill(2)
  const id = Buffer.alloc(16, 7)
  const calls = [sampleEvent(), sampleEvent({ ip: '203.0.113.8', path: '/'.repeat(2_000) }), sampleEvent()]
  const stored = storedIdsIn(new KeyTable({ idCodec: packedIds }))
  const drawn = fc.array(
    fc.record({
      call: fc.constantFrom(...calls),
      key: fc.constantFrom(...mixedKeys),
      place: fc.record({
        organizationId: fc.constantFrom('org_1', 'org_2'),
        apiId: fc.constantFrom('api_1', 'api_2'),
        environment: fc.constantFrom('live', 'test'),
        code: fc.constantFrom('valid', 'rate_limited'),
      }),
    }),
  )
  fc.assert(
    fc.property(drawn, all => {
      for (const { call, key, place } of all) {
        shared.addKeyEvent({ id, ids: stored(key), facts: { ...place, call } })
        own.addKeyEvent({ id, ids: stored(key), facts: { ...place, call: { ...call } } })
      }
      shared.seal()
      own.seal()
      expect(shared.content.subarray(0, shared.used).equals(own.content.subarray(0, own.used))).toBe(true)
    }),
  )
})

test('events that share a long call are written whole, wherever the memory ends', () => {
  const writer = new FrameWriter()
  const [key] = mixedKeys
  if (!key) throw new Error('a key is needed')
  const stored = storedIdsIn(new KeyTable())
  const calls = [sampleEvent(), sampleEvent({ path: `/${'long'.repeat(10_000)}` })]
  for (let number = 0; number < 100; number++) {
    for (const call of calls) {
      writer.addKeyEvent({ id: Buffer.alloc(16), ids: stored(key), facts: factsOf(call, call) })
      const path = Buffer.from(call.path ?? '')
      expect(writer.content.subarray(writer.used - path.length, writer.used).equals(path)).toBe(true)
    }
  }
})

function factsOf({ organizationId, apiId, environment, code }: UsageEvent, call: CallFacts): EventFacts {
  return { organizationId, apiId, environment, code, call }
}

/** Where a table keeps the ids of a key that is put into it. */
function storedIdsIn(table: KeyTable) {
  const policy = { scopes: [], allowedIps: null, allowedEndpoints: null, rateLimits: [], credits: false }
  const place = { apiId: 'api_1', organizationId: 'org_1', environment: 'live' }
  return ({ secretId, keyId }: Pick<UsageEvent, 'secretId' | 'keyId'>): StoredIds => {
    const ids = { secretId: secretId ?? '', keyId: keyId ?? '' }
    const ends = { state: 'active', endsAt: null, expiresAt: null } as const
    table.put({ digest: new Uint8Array(32), ...ids, ...place, ...ends, policy, publicJson: '{}' })
    const view = table.find('\0'.repeat(32))
    if (view === null) throw new Error('the key is missing')
    return view.storedIds
  }
}

test('keys and secrets are read as they were written, whichever came before them', () => {
  const keys = [`key_${digits}1`, `key_${digits}2`, 'key_1', 'key_12', null]
  const secrets = [`sec_${digits}1`, `sec_${digits}2`, 'sec_1', null]
  const drawn = fc.array(
    fc.record({ keyId: fc.constantFrom(...keys), secretId: fc.constantFrom(...secrets) }),
  )
  fc.assert(
    fc.property(drawn, ids => {
      const batch = batchOf({ events: ids.map(each => sampleEvent(each)) })
      const read = ids.map((_, event) => batch.row(event))
      expect(read.map(each => ({ keyId: each.key_id, secretId: each.secret_id }))).toEqual(ids)
    }),
    { numRuns: 30 },
  )
})

test('an id in memory is packed like its text, as ASCII or packed, be it one or not', () => {
  const id = `org_${digits}z`
  const odd = [`org_8${id.slice(5)}`, `org-${id.slice(4)}`, `node_${id.slice(4)}`, `${id}0`, id.slice(1), 'x']
  for (const text of [id, ...odd, 'a'.repeat(250), `key_${'u'.repeat(26)}`]) {
    const [expected, packed] = [Buffer.alloc(packedBytesMax(text)), Buffer.alloc(packedBytesMax(text))]
    const end = packText(expected, 0, text)
    const source = Buffer.from(`__${text}__`)
    expect(packStoredId(packed, 0, source, { start: 2, end: 2 + text.length })).toBe(end)
    expect(packed).toEqual(expected)
    if (end !== packedIdBytes) continue
    expect(
      packStoredId(packed.fill(0), 0, Buffer.concat([source, expected]), {
        start: source.length,
        end: source.length + end,
      }),
    ).toBe(end)
    expect(packed).toEqual(expected)
  }
  const none = Buffer.alloc(1, 1)
  expect([packStoredId(none, 0, Buffer.from('x'), { start: 1, end: 1 }), none[0]]).toEqual([1, 0])
})

test('an id is packed alike the first time and later, whichever came between', () => {
  const [once, again] = [Buffer.alloc(17), Buffer.alloc(17)]
  for (let number = 0; number < 10_000; number++) {
    const id = `org_${digits.slice(0, 21)}${String(number).padStart(5, '0')}`
    expect(packText(once, 0, id)).toBe(17)
    expect(packText(again, 0, id)).toBe(17)
    expect(again.equals(once)).toBe(true)
    expect(unpackText(once, 0)).toBe(id)
  }
})

test('an event after one that could not be written has its own key and secret', () => {
  const ids = [1, 2, 2].map(end => ({ keyId: `key_${digits}${end}`, secretId: `sec_${digits}${end}` }))
  const [writer, expected] = [new FrameWriter(), new FrameWriter()]
  const [first, failing, next] = ids.map(each => sampleEvent(each))
  if (!first || !failing || !next) throw new Error('three events are needed')
  writer.addEvent(first)
  const method = { length: 3 } as never
  expect(() => writer.addEvent({ ...failing, method })).toThrow(TypeError)
  writer.addEvent(next)
  for (const each of [first, next]) expected.addEvent(each)
  writer.seal()
  expected.seal()
  expect(writer.content.toString('hex', 0, writer.used)).toBe(
    expected.content.toString('hex', 0, expected.used),
  )
})
