import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { verification } from './canonical-verification.ts'
import { retainedBytes } from './testing/retained-bytes.ts'
import { alike, cursorOver, damaged, object } from './testing/verification-bodies.ts'
import { VerificationReader } from './verification-reader.ts'

test('reads each verification as if it were the first', () => {
  const bodies = fc.oneof(alike, fc.array(fc.oneof(object, damaged), { maxLength: 4 }))
  fc.assert(
    fc.property(bodies, fc.infiniteStream(fc.boolean()), (all, anew) => {
      const reader = new VerificationReader()
      for (const body of all) {
        const [cursor, fresh] = [cursorOver(body), cursorOver(body)]
        const isAnew = anew.next().value
        const read = isAnew ? reader.readAnew(cursor) : reader.read(cursor)
        const wanted = verification(fresh)
        expect(read).toEqual(wanted)
        if (wanted !== null) expect(cursor.position).toBe(fresh.position)
      }
    }),
    { numRuns: 5_000 },
  )
})

test('goes on by what it read anew, and by nothing else', () => {
  const reader = new VerificationReader()
  const bodyOf = (apiId: string) => `{"key":"k","apiId":"${apiId}","request":{"path":"/1"}}`
  const isReadByAnother = (apiId: string): boolean => {
    const [first, second] = [reader.read(cursorOver(bodyOf(apiId))), reader.read(cursorOver(bodyOf(apiId)))]
    expect([first?.apiId, second?.apiId]).toEqual([apiId, apiId])
    return first?.request === second?.request
  }
  reader.read(cursorOver(bodyOf('api_1')))
  expect([isReadByAnother('api_1'), isReadByAnother('api_2')]).toEqual([true, false])
  expect(reader.readAnew(cursorOver(bodyOf('api_2')))?.apiId).toBe('api_2')
  expect(reader.readAnew(cursorOver('{"key":1}'))).toBeNull()
  expect([isReadByAnother('api_1'), isReadByAnother('api_2')]).toEqual([false, true])
})

test('reads texts beyond their bounds as the first time', () => {
  const reader = new VerificationReader()
  const read = (length: number) =>
    reader.read(cursorOver(`{"key":"k","request":{"ip":"${'1'.repeat(length)}"}}`))
  expect([64, 65, 63, 0].map(length => read(length)?.request?.ip?.length)).toEqual([64, undefined, 63, 0])
})

test('keeps nothing of the chunk that a verification came in', () => {
  const request = {
    method: 'GET',
    path: '/v1/some/long/path',
    userAgent: 'some-long-agent/1.0',
    origin: 'https://a.example',
  }
  const input = {
    key: 'k',
    apiId: 'api_01hzzzzzzzzzzzzzzzzzzzzzzz',
    environment: 'some-environment',
    request,
  }
  const body = JSON.stringify({ ...input, organizationId: 'org_01hzzzzzzzzzzzzzzzzzzzzzzz' })
  const chunk = body + ' '.repeat(256 * 1024)
  const readers: VerificationReader[] = []
  const bytes = retainedBytes(() => {
    for (let count = 0; count < 200; count++) {
      const reader = new VerificationReader()
      expect(reader.read(cursorOver(chunk))).not.toBeNull()
      readers.push(reader)
    }
  })
  expect(readers).toHaveLength(200)
  expect(bytes / readers.length).toBeLessThan(64 * 1024)
})
