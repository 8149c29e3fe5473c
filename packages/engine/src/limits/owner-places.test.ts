import fc from 'fast-check'
import { expect, test } from 'vitest'
import { OwnerPlaces } from './owner-places.ts'

/** So alike that they meet in few parts of the table, and one after the other there. */
const ids = fc.nat(400).map(number => Int32Array.of(0, 0, number % 7, number))
const steps = fc.array(fc.record({ id: ids, isAdded: fc.boolean() }), { maxLength: 400, size: 'max' })

test('holds what a list would hold after any owners came and went, each at one place without a gap', () => {
  fc.assert(
    fc.property(steps, asked => {
      const places = new OwnerPlaces()
      const expected: string[] = []
      for (const { id, isAdded } of asked) {
        const place = expected.indexOf(String(id))
        expect(places.find(id)).toBe(place)
        if (isAdded && place < 0) {
          expect(places.add(id)).toBe(expected.length)
          expected.push(String(id))
        } else if (!isAdded && place >= 0) {
          places.remove(place)
          const last = expected.pop() ?? ''
          if (place < expected.length) expected[place] = last
        }
      }
      expect(places.size).toBe(expected.length)
      for (const { id } of asked) expect(places.find(id)).toBe(expected.indexOf(String(id)))
    }),
  )
})

test('finds each of 50,000 owners, also after most of them went', () => {
  const places = new OwnerPlaces()
  const idOf = (number: number) => Int32Array.of(1, 2, Math.imul(number, 0x9e3779b1), number)
  for (let number = 0; number < 50_000; number++) expect(places.add(idOf(number))).toBe(number)
  for (let number = 0; number < 40_000; number++) places.remove(places.find(idOf(number)))
  expect(places.size).toBe(10_000)
  const found = new Set<number>()
  for (let number = 0; number < 50_000; number++) found.add(places.find(idOf(number)))
  expect([...found].sort((a, b) => a - b)).toEqual(Array.from({ length: 10_001 }, (_, place) => place - 1))
})
