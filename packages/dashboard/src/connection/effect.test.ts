import { expect, test } from 'vitest'
import { bothEffects, heldEverywhere } from './effect.ts'

const later = { everywhere: false, by: '2027-03-01T00:00:05.000Z' }
const sooner = { everywhere: false, by: '2027-03-01T00:00:01.000Z' }

test('several calls hold everywhere when the last of them does', () => {
  expect(bothEffects(heldEverywhere, heldEverywhere)).toEqual(heldEverywhere)
  expect(bothEffects(heldEverywhere, later)).toEqual(later)
  expect(bothEffects(sooner, heldEverywhere)).toEqual(sooner)
  expect(bothEffects(later, sooner)).toEqual(later)
})
