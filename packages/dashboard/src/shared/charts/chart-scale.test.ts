import { expect, test } from 'vitest'
import { readingOf } from './chart-data.ts'
import { labelled, pointAt, roundTop } from './chart-scale.ts'

test.each([
  [0, 2],
  [1, 2],
  [3, 4],
  [4, 4],
  [5, 6],
  [61, 80],
  [100, 100],
  [101, 200],
  [9_999, 10_000],
])('the edge above %i is %i', (highest, top) => {
  expect(roundTop(highest)).toBe(top)
})

test('points are labelled evenly, each word where it begins to hold', () => {
  const hours = Array.from({ length: 24 }, (_, hour) => `${hour}:00`)
  expect(labelled(['1', '2', '3'], 6)).toEqual([0, 1, 2])
  expect(labelled(hours, 4)).toEqual([0, 6, 12, 18])
  expect(labelled(['14 Nov', '14 Nov', '15 Nov', '15 Nov', '15 Nov', '16 Nov'], 6)).toEqual([0, 2, 5])
  expect(labelled(['14 Nov', '14 Nov', '15 Nov', '15 Nov', '15 Nov', '16 Nov'], 2)).toEqual([0, 5])
  expect(labelled([], 4)).toEqual([])
})

test('each place over a chart is one of its points', () => {
  expect([0, 0.499, 0.5, 1, 1.2, -1].map(share => pointAt(share, 2))).toEqual([0, 0, 1, 1, 1, 0])
})

test('a point is read with its figures in words', () => {
  const words = { title: '', good: 'Accepted', bad: 'Refused', before: 'In the 7 days before' }
  const point = { tick: '', label: '21 Nov', good: 1204, bad: 3, before: 5 }
  expect(readingOf(point, words)).toBe('21 Nov: 1,204 accepted, 3 refused, 5 in the 7 days before')
  expect(readingOf({ ...point, before: null }, words)).toBe('21 Nov: 1,204 accepted, 3 refused')
})
