import fc from 'fast-check'
import { expect, test } from 'vitest'
import { type FacetSums, facetName, mergeFacets, packFacets, unpackFacets } from './facet-sums.ts'
import { measureNames, summedMeasures } from './usage-sink.ts'

type Added = { facet: 'endpoint' | 'country'; value: string; sums: number[] }

const zeros = measureNames.map(() => 0)

/** Several of one name are added up first, as they come from a table of sums. */
function pack(added: readonly Added[]): Buffer {
  const names = new Map<string, { name: Buffer; sums: number[] }>()
  for (const { facet, value, sums } of added) {
    const name = facetName(facet, value)
    const entry = names.get(name.toString('hex')) ?? { name, sums: [...zeros] }
    names.set(name.toString('hex'), entry)
    for (const [which, sum] of sums.entries())
      entry.sums[which] =
        which === zeros.length - 1 ? Math.max(entry.sums[which] ?? 0, sum) : (entry.sums[which] ?? 0) + sum
  }
  return packFacets([...names.values()].sort((one, other) => one.name.compare(other.name)))
}

function named(facets: readonly FacetSums[]): Record<string, Omit<FacetSums, 'value'>> {
  return Object.fromEntries(facets.map(({ value, ...sums }) => [`=${value}`, sums]))
}

const added = fc.array(
  fc.record({
    facet: fc.constantFrom('endpoint' as const, 'country' as const),
    value: fc.oneof(fc.constantFrom('GET /v1/leads', 'DE', 'zebra', ''), fc.string({ unit: 'grapheme' })),
    sums: fc.tuple(
      ...summedMeasures.map(() =>
        fc.oneof(fc.constant(0), fc.nat(200), fc.integer({ min: 0, max: 2 ** 40 })),
      ),
      fc.nat(),
    ),
  }),
  { maxLength: 30 },
)

test('what is merged part by part is what was added, by name', () => {
  fc.assert(
    fc.property(added, added, (first, second) => {
      const merged = mergeFacets(pack(first), pack(second), 1_000)
      for (const facet of ['endpoint', 'country'] as const)
        expect(named(unpackFacets(merged, facet))).toEqual(
          named(unpackFacets(pack([...first, ...second]), facet)),
        )
    }),
  )
})

function endpoints(from: number, to: number): Added[] {
  return Array.from({ length: to - from }, (_, i) => ({
    facet: 'endpoint',
    value: `GET /${from + i}`,
    sums: [1, 2],
  }))
}

test('only so many endpoints are told apart, the first to come, and the rest is other', () => {
  const germany: Added = { facet: 'country', value: 'DE', sums: [7] }
  const first = mergeFacets(Buffer.alloc(0), pack([germany, ...endpoints(500, 590)]), 100)
  const second = mergeFacets(first, pack([...endpoints(0, 50), ...endpoints(580, 590)]), 100)
  const third = mergeFacets(second, pack([germany, ...endpoints(0, 50)]), 100)
  const sums = unpackFacets(third, 'endpoint')
  expect(sums).toHaveLength(101)
  expect(sums.at(-1)).toMatchObject({ value: 'other', verifications: 80, cost: 160 })
  expect(sums.filter(({ value }) => value >= 'GET /500' && value <= 'GET /589')).toHaveLength(90)
  expect(sums.reduce((sum, { verifications }) => sum + verifications, 0)).toBe(200)
  expect(unpackFacets(third, 'country')).toMatchObject([{ value: 'DE', verifications: 14 }])
})

test('what is stored and cut short counts as nothing: what comes is stored, and no other row gets any of it', () => {
  const stored = pack([
    ...endpoints(0, 3),
    { facet: 'country', value: 'DE', sums: [300, 7, 0, 0, 0, 0, 0, 0, 9] },
  ])
  const whole = new Set([stored.length])
  for (let count = 0; count < 4; count++) whole.add(pack(endpoints(0, count)).length)
  const more = pack(endpoints(2, 5))
  for (let length = 0; length < stored.length; length++) {
    const cut = stored.subarray(0, length)
    const merged = mergeFacets(cut, more, 100)
    if (!whole.has(length)) expect(merged).toEqual(more)
    expect(unpackFacets(merged, 'endpoint').length).toBeGreaterThanOrEqual(3)
    expect(unpackFacets(cut, 'endpoint').length).toBeLessThanOrEqual(3)
    expect(mergeFacets(Buffer.alloc(0), more, 100)).toEqual(more)
  }
})

test('whatever is stored, it is read and added to, and can be read afterwards', () => {
  const stored = pack(endpoints(0, 20))
  const more = pack(endpoints(10, 12))
  const damage = fc.array(fc.record({ at: fc.nat(stored.length - 1), byte: fc.nat(255) }), { minLength: 1 })
  fc.assert(
    fc.property(fc.oneof(damage, fc.uint8Array({ maxLength: 200 })), drawn => {
      const damaged = Buffer.from(drawn instanceof Uint8Array ? drawn : stored)
      if (!(drawn instanceof Uint8Array)) for (const { at, byte } of drawn) damaged[at] = byte
      unpackFacets(damaged, 'country')
      const values = unpackFacets(mergeFacets(damaged, more, 1_000), 'endpoint').map(({ value }) => value)
      expect(values).toEqual(expect.arrayContaining(['GET /10', 'GET /11']))
    }),
    { numRuns: 1_000 },
  )
})

test('sums that are no numbers count as nothing', () => {
  const endless = Buffer.from([2, 0, 1, 97, 203, 1, 0, ...Buffer.alloc(200, 255), 1])
  const noNumber = pack([{ facet: 'endpoint', value: 'a', sums: [1, 1, 0, 0, 0, 0, 0, 0, Number.NaN] }])
  const more = pack([{ facet: 'endpoint', value: 'a', sums: [1, 1] }])
  for (const stored of [endless, noNumber]) {
    expect(unpackFacets(stored, 'endpoint')).toEqual([])
    expect(mergeFacets(stored, more, 100)).toEqual(more)
  }
})

test('sums that cannot be packed leave nothing behind for those that come next', () => {
  const name = facetName('endpoint', 'GET /of-another-organization')
  const tooLong = facetName('endpoint', 'x'.repeat(70_000))
  const entries = [name, tooLong].map(each => ({ name: each, sums: zeros }))
  expect(() => packFacets(entries)).toThrow(RangeError)
  expect(unpackFacets(pack(endpoints(0, 1)), 'endpoint').map(({ value }) => value)).toEqual(['GET /0'])
})
