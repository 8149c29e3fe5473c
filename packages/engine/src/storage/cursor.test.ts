import fc from 'fast-check'
import { expect, test } from 'vitest'
import { newId } from '../ids/new-id.ts'
import { type CursorKind, decodeCursor, encodeCursor } from './cursor.ts'

const kinds: CursorKind[] = ['apis', 'organizations', 'keys', 'usage', 'audit']
const refusal = expect.objectContaining({ code: 'invalid_cursor' })

test('a cursor names the id that its page ended with', () => {
  for (const kind of kinds) {
    const id = newId('key', Date.now())
    const cursor = encodeCursor(kind, id)
    expect(cursor).toMatch(/^[A-Za-z0-9_-]+$/)
    expect(decodeCursor(kind, cursor)).toBe(id)
  }
})

test('a cursor of another list is refused', () => {
  const cursor = encodeCursor('keys', newId('key', Date.now()))
  for (const kind of kinds.filter(kind => kind !== 'keys')) {
    expect(() => decodeCursor(kind, cursor)).toThrow(refusal)
  }
})

test('whatever was not given out is refused and never becomes part of a query', () => {
  const forged = fc.oneof(
    fc.string(),
    fc.base64String(),
    fc.string().map(id => Buffer.from(`keys:${id}`).toString('base64url')),
    fc.string().map(id => Buffer.from(`keys:0123456789ab:${id}`).toString('base64url')),
  )
  fc.assert(
    fc.property(forged, text => {
      let lastId: string
      try {
        lastId = decodeCursor('keys', text)
      } catch (error) {
        expect(error).toEqual(refusal)
        return
      }
      expect(lastId).toMatch(/^[A-Za-z0-9_:-]{1,400}$/)
      expect(encodeCursor('keys', lastId)).toBe(text)
    }),
    { numRuns: 2_000 },
  )
})

test('a cursor is good for the filter of its list only, whatever the page size', () => {
  const id = newId('key', Date.now())
  const cursor = encodeCursor('keys', id, { organizationId: 'org_1', status: 'active', limit: 2 })
  const same = { status: 'active', organizationId: 'org_1', apiId: undefined, limit: 100, cursor }
  expect(decodeCursor('keys', cursor, same)).toBe(id)
  const others = [{}, { organizationId: 'org_1' }, { ...same, status: 'revoked' }, { ...same, search: 'x' }]
  for (const filter of others) expect(() => decodeCursor('keys', cursor, filter)).toThrow(refusal)
})

test('a cursor with any one character changed is refused', () => {
  const cursor = encodeCursor('audit', newId('aud', Date.now()))
  for (let at = 0; at < cursor.length; at++) {
    const other = cursor[at] === 'A' ? 'B' : 'A'
    const changed = cursor.slice(0, at) + other + cursor.slice(at + 1)
    expect(() => decodeCursor('audit', changed)).toThrow(refusal)
  }
})

test('characters added to a cursor, other spellings and SQL in its place are refused', () => {
  const id = newId('key', Date.now())
  const cursor = encodeCursor('keys', id)
  for (const changed of [`${cursor}=`, `${cursor}A`, ` ${cursor}`, `${cursor}\n`]) {
    expect(() => decodeCursor('keys', changed)).toThrow(refusal)
  }
  expect(() => decodeCursor('keys', Buffer.from(`keys:${id.toUpperCase()}`).toString('base64url'))).toThrow(
    refusal,
  )
  expect(() => decodeCursor('keys', Buffer.from("keys:' or 1=1 --").toString('base64url'))).toThrow(refusal)
})
