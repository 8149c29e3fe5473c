import { expect, test } from 'vitest'
import { ariaSortOf, nextSorting, readSorting, sortChoiceOf, sortChoices, sortingOf } from './key-sorting.ts'

test('every choice stands in the address and is read from there', () => {
  for (const { value } of sortChoices) {
    const { sort, order } = sortingOf(value)
    expect(sortChoiceOf(readSorting(sort, order))).toBe(value)
  }
})

test('what is usual is left out, and what makes no sense', () => {
  expect(sortingOf('created desc')).toEqual({})
  expect(sortingOf('name asc')).toEqual({ sort: 'name' })
  expect(readSorting('price', 'asc')).toEqual({})
  expect(readSorting('name', 'sideways')).toEqual({ sort: 'name' })
  expect(readSorting(undefined, 'asc')).toEqual({})
})

test('the head of a column sorts, turns round and lets go', () => {
  const first = nextSorting({ sort: 'name' }, 'lastUsed')
  expect(first).toEqual({ sort: 'lastUsed' })
  expect(ariaSortOf(first, 'lastUsed')).toBe('descending')
  const second = nextSorting(first, 'lastUsed')
  expect(second).toEqual({ sort: 'lastUsed', order: 'asc' })
  expect(ariaSortOf(second, 'lastUsed')).toBe('ascending')
  expect(nextSorting(second, 'lastUsed')).toEqual({})
  expect(ariaSortOf({}, 'lastUsed')).toBe('none')
})
