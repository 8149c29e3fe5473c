import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { crc32 } from 'node:zlib'
import fc from 'fast-check'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { firstIdAt } from '../ids/new-id.ts'
import { FrameWriter } from './frame-writer.ts'
import { JournalReader } from './journal-reader.ts'
import { segmentPath } from './journal-segments.ts'
import { sampleEvent } from './testing/sample-events.ts'

let directory: string

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'keyturn-reader-'))
})
afterEach(() => rmSync(directory, { recursive: true }))

const [a, b, c, d] = [1, 2, 3, 4].map(number => firstIdAt('ver', number)) as [string, string, string, string]

function frame(...ids: string[]): Buffer {
  const frames = new FrameWriter()
  for (const id of ids) frames.addEvent(sampleEvent({ id, path: '/v1/leads' }))
  frames.seal()
  return frames.content.subarray(0, frames.used)
}

function frames(...ids: string[]): Buffer {
  return Buffer.concat(ids.map(id => frame(id)))
}

function readAll(limit?: number): { ids: string[]; gaps: { from: number; to: number }[] } {
  const reader = new JournalReader(directory)
  const end = limit ?? reader.size()
  const ids: string[] = []
  const gaps: { from: number; to: number }[] = []
  for (let position = 0; position < end; ) {
    const read = reader.read(position, end, 2)
    for (let event = 0; event < read.batch.events; event++) ids.push(read.batch.idOf(event))
    if (read.gap) gaps.push(read.gap)
    expect(read.position).toBeGreaterThan(position)
    position = read.position
  }
  reader.close()
  return { ids, gaps }
}

test('wherever the last record is torn, all before it are read', () => {
  const whole = frames(a, b)
  const torn = frame(c)
  fc.assert(
    fc.property(fc.integer({ min: 1, max: torn.length - 1 }), kept => {
      writeFileSync(segmentPath(directory, 0), Buffer.concat([whole, torn.subarray(0, kept)]))
      expect(readAll()).toEqual({ ids: [a, b], gaps: [{ from: whole.length, to: whole.length + kept }] })
    }),
  )
})

test('whatever byte is damaged, no altered record is read', () => {
  const bytes = frames(a, b, c)
  fc.assert(
    fc.property(fc.nat(bytes.length - 1), fc.integer({ min: 1, max: 255 }), (at, flip) => {
      const damaged = Buffer.from(bytes)
      damaged[at] = (damaged[at] ?? 0) ^ flip
      writeFileSync(segmentPath(directory, 0), damaged)
      const { ids, gaps } = readAll()
      expect([a, b, c].slice(0, ids.length)).toEqual(ids)
      expect(ids.length).toBe(Math.floor((at / bytes.length) * 3))
      expect(gaps).toHaveLength(1)
    }),
  )
})

test('damage in a segment does not hide the segments after it', () => {
  const first = frames(a, b, c)
  const inside = frame(a).length + 20
  first[inside] = (first[inside] ?? 0) ^ 1
  writeFileSync(segmentPath(directory, 0), first)
  writeFileSync(segmentPath(directory, first.length + 100), frames(d))
  expect(readAll()).toEqual({ ids: [a, d], gaps: [{ from: frame(a).length, to: first.length }] })
})

test('a tail of zeros, as a power cut leaves it, is no record', () => {
  writeFileSync(segmentPath(directory, 0), Buffer.concat([frames(a), Buffer.alloc(4096)]))
  const end = frame(a).length
  expect(readAll()).toEqual({ ids: [a], gaps: [{ from: end, to: end + 4096 }] })
})

test('nothing is read past the limit, which is where the writer has acknowledged', () => {
  writeFileSync(segmentPath(directory, 0), frames(a, b))
  expect(readAll(frame(a).length)).toEqual({ ids: [a], gaps: [] })
})

test('frames larger than what is read at once are read', () => {
  const large = new FrameWriter()
  large.addEvent(sampleEvent({ id: b, path: 'x'.repeat(9_000_000) }))
  large.seal()
  const bytes = large.content.subarray(0, large.used)
  writeFileSync(segmentPath(directory, 0), Buffer.concat([frames(a), bytes, frames(c)]))
  expect(readAll()).toEqual({ ids: [a, b, c], gaps: [] })
})

test('a frame of another kind is passed over', () => {
  const later = frame(b)
  later[8] = 200
  later.writeUInt32LE(crc32(later.subarray(8)), 4)
  writeFileSync(segmentPath(directory, 0), Buffer.concat([frames(a), later, frames(c)]))
  expect(readAll()).toEqual({ ids: [a, c], gaps: [] })
})

test('from within a frame it is read on, and to within a frame, with what entries share', () => {
  const whole = Buffer.concat([frame(a), frame(b, c, d)])
  writeFileSync(segmentPath(directory, 0), whole)
  const reader = new JournalReader(directory)
  const all = reader.read(0, whole.length, 100).batch
  const ends = [0, 1, 2, 3].map(entry => all.endOf(entry))
  const [, second = 0, third = 0] = ends
  const between = new JournalReader(directory)
  const { batch, position } = between.read(second, third, 100)
  expect([batch.entries, position]).toEqual([1, third])
  expect(batch.row(0)).toMatchObject({ id: c, path: '/v1/leads', key_id: 'key_1' })
  const rest = between.read(third, whole.length, 100)
  expect([rest.batch.entries, rest.batch.idOf(0), rest.position]).toEqual([1, d, whole.length])
  for (const each of [reader, between]) each.close()
})

test('a journal without segments has no size', () => {
  expect(new JournalReader(join(directory, 'missing')).size()).toBe(0)
})

test('each frame of one long write can be read without those before it', () => {
  const writer = new FrameWriter()
  const count = 3_000
  for (let number = 1; number <= count; number++)
    writer.addEvent(sampleEvent({ id: firstIdAt('ver', number), at: number, path: `/v1/${'x'.repeat(80)}` }))
  writer.seal()
  writeFileSync(segmentPath(directory, 0), writer.content.subarray(0, writer.used))
  const rows = []
  let reads = 0
  for (let position = 0; position < writer.used; reads++) {
    const reader = new JournalReader(directory)
    const { batch, position: next } = reader.read(position, writer.used, 1)
    for (let event = 0; event < batch.events; event++) rows.push(batch.row(event))
    reader.close()
    position = next
  }
  expect(reads).toBeGreaterThan(2)
  expect(rows).toHaveLength(count)
  const { id, at, path, ...shared } = rows[0] ?? {}
  expect(shared).toMatchObject({
    organization_id: 'org_1',
    key_id: 'key_1',
    code: 'valid',
    node_id: 'node_1',
  })
  for (const row of rows) expect(row).toMatchObject(shared)
})
