import fc from 'fast-check'
import { expect, test } from 'vitest'
import { newVerificationBytes, verificationIdOf } from '../ids/new-id.ts'
import { packedIdBytes } from '../ids/packed-id.ts'
import { FrameWriter } from './frame-writer.ts'
import { packedBytesMax, packStoredId, packText, unpackText } from './packed-text.ts'
import { sampleEvent } from './testing/sample-events.ts'
import { batchOf } from './testing/stored-events.ts'

const digits = '0123456789abcdefghjkmnpqr'

test('an event of a known key is the same bytes as one with texts', () => {
  const [asTexts, asBytes] = [new FrameWriter(), new FrameWriter()]
  const keys = ['1', '1', '2', '2', '1'].map(end => `key_${digits}${end}`)
  const secrets = ['1', '2', '2', '2', '1'].map(end => `sec_${digits}${end}`)
  for (const [index, keyId] of [...keys, 'key_1', 'key_1', keys[0] ?? ''].entries()) {
    const secretId = secrets[index] ?? 'sec_odd'
    const bytes = Buffer.from(`…${secretId}${keyId}…`, 'latin1')
    const ids = { bytes, secretIdAt: 1, keyIdAt: 1 + secretId.length, end: bytes.length - 1 }
    const id = new Uint8Array(16)
    const facts = sampleEvent({ cost: index })
    newVerificationBytes(facts.at, id)
    asTexts.addEvent({ ...facts, id: verificationIdOf(id), keyId, secretId })
    asBytes.addKeyEvent({ id, ids, facts })
  }
  asTexts.seal()
  asBytes.seal()
  expect(asBytes.content.toString('hex', 0, asBytes.used)).toBe(
    asTexts.content.toString('hex', 0, asTexts.used),
  )
})

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
