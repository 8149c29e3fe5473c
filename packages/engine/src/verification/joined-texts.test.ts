import { expect, test } from 'vitest'
import { partsOf, RememberedTexts, unitSeparator } from './joined-texts.ts'

test('tells columns apart, empty ones too, and refuses more or fewer than there are', () => {
  expect(partsOf(['a', '', 'c'].join(unitSeparator), 3)).toEqual(['a', '', 'c'])
  expect(partsOf(['a', '', 'c', ''].join(unitSeparator), 3)).toBeNull()
  expect(partsOf('a', 3)).toBeNull()
})

test('reads a text once for all that have it', () => {
  const texts = new RememberedTexts(text => ({ text }))
  expect(texts.of('a')).toBe(texts.of('a'))
  expect(texts.of('b')).toEqual({ text: 'b' })
})

test('forgets rather than grows', () => {
  const texts = new RememberedTexts(text => ({ text }))
  const [first, long] = [texts.of('a'), texts.of('x'.repeat(2_000))]
  for (let index = 0; index < 5_000; index++) texts.of(`a${index}`)
  expect(texts.of('a')).not.toBe(first)
  expect(texts.of('a')).toEqual(first)
  expect(texts.of('x'.repeat(2_000))).not.toBe(long)
})
