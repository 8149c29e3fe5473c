import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { accentShades, luminance } from './accent.ts'

const contrast = (one: string, other: string) => {
  const [low = 0, high = 0] = [luminance(one), luminance(other)].sort((left, right) => left - right)
  return (high + 0.05) / (low + 0.05)
}
const colours = fc
  .integer({ min: 0, max: 0xffffff })
  .map(number => `#${number.toString(16).padStart(6, '0')}`)

test('text is readable on and in every accent, on light pages and on dark ones', () => {
  fc.assert(
    fc.property(colours, hex => {
      const shades = accentShades(hex)
      for (const filled of [shades[6], shades[7]]) expect(contrast(filled, '#ffffff')).toBeGreaterThan(4.5)
      expect(contrast(shades[6], '#14181c')).toBeGreaterThan(2.9)
      for (const page of ['#ffffff', '#f7f8f9']) expect(contrast(shades[8], page)).toBeGreaterThan(4.5)
      for (const page of ['#14181c', '#1e2329']) expect(contrast(shades[3], page)).toBeGreaterThan(4.5)
      expect(contrast(shades[9], shades[1])).toBeGreaterThan(4.5)
    }),
  )
})

test('an accent that is readable as it is stays as it is', () => {
  expect(accentShades('#2b5fd9')[7]).toBe('#2b5fd9')
})
