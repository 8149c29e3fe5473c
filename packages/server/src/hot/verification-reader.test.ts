import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { verification } from './canonical-verification.ts'
import { retainedBytes } from './testing/retained-bytes.ts'
import { alike, cursorOver, damaged, object } from './testing/verification-bodies.ts'
import { VerificationReader } from './verification-reader.ts'

test('reads each verification as if it were the first', () => {
  const bodies = fc.oneof(alike, fc.array(fc.oneof(object, damaged), { maxLength: 4 }))
  fc.assert(
    fc.property(bodies, all => {
      const reader = new VerificationReader()
      for (const body of all) {
        const [cursor, fresh] = [cursorOver(body), cursorOver(body)]
        const [read, wanted] = [reader.read(cursor), verification(fresh)]
        expect(read).toEqual(wanted)
        if (wanted !== null) expect(cursor.position).toBe(fresh.position)
      }
    }),
    { numRuns: 5_000 },
  )
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
