import { expect, test } from 'vitest'
import { bytesText, millisecondsText } from './quantities.ts'

test.each([
  [0, '0 B'],
  [1_023, '1023 B'],
  [2_048, '2 KiB'],
  [5_500_000, '5.2 MiB'],
  [3 * 1_024 ** 3, '3.0 GiB'],
])('%d bytes are %s', (bytes, text) => expect(bytesText(bytes)).toBe(text))

test.each([
  [0.4, '< 1 ms'],
  [12.4, '12 ms'],
  [1_500, '1.5 s'],
  [90_000, '90 s'],
  [600_000, '10 minutes'],
  [86_400_000, '24 hours'],
])('%d ms are %s', (ms, text) => expect(millisecondsText(ms)).toBe(text))
