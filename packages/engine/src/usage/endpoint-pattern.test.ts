import fc from 'fast-check'
import { expect, test } from 'vitest'
import { endpointPattern } from './endpoint-pattern.ts'
import { packedBytesMax, packText } from './packed-text.ts'
import { RollupLabels } from './rollup-labels.ts'

test.each([
  ['/v1/leads', '/v1/leads'],
  ['/v1/leads/42', '/v1/leads/{id}'],
  ['/v1/leads/lead_01jd8q4z6x/notes', '/v1/leads/{id}/notes'],
  ['/v1/users/0192f3a4-5b6c-7d8e-9f00-112233445566', '/v1/users/{id}'],
  ['/v1/users/ada@example.com', '/v1/users/{id}'],
  ['/blobs/9f86d081884c7d65', '/blobs/{id}'],
  ['/t/abcDEF123456789ghiJKL', '/t/{id}'],
  ['/v1/facade', '/v1/facade'],
  ['/v2/analytics_reports', '/v2/analytics_reports'],
  ['/search?q=secret#top', '/search'],
  ['', ''],
  ['/a\0b\ud800', '/a\ufffdb\ufffd'],
])('%j counts as %j', (path, pattern) => {
  expect(endpointPattern(path)).toBe(pattern)
})

test('a pattern has a greatest length', () => {
  expect(endpointPattern(`/${'x/'.repeat(500)}`).length).toBeLessThanOrEqual(161)
})

const segment = fc.oneof(
  fc.constantFrom(
    '',
    'v1',
    'leads',
    '42',
    'lead_01jd8q4z6x',
    '9f86d081884c7d65',
    'a@b',
    'a?b',
    '#',
    'a1b2c3d4',
    'ü',
  ),
  fc.string(),
  fc.stringMatching(/^[a-z0-9_~-]{0,40}$/),
)

test('a path counts by the same label, whether it is read as bytes or as text', () => {
  const labels = new RollupLabels()
  fc.assert(
    fc.property(fc.array(segment, { maxLength: 12 }), segments => {
      const path = `/${segments.join('/')}`
      const packed = Buffer.alloc(packedBytesMax(path))
      packText(packed, 0, path)
      const label = labels.endpoint('GET', packed, 0)
      expect(label).toBe(labels.endpointOfPath('GET', path))
      expect(labels.of(label)).toEqual({ facet: 'endpoint', value: `GET ${endpointPattern(path)}`.trim() })
    }),
    { numRuns: 2_000 },
  )
})
