import fc from 'fast-check'
import { expect, test } from 'vitest'
import { encodeQr, type QrCode } from './encode-qr.ts'
import { alignmentCentres, layoutFor } from './qr-layout.ts'
import { checkBytes } from './reed-solomon.ts'

const isMasked: readonly ((row: number, column: number) => boolean)[] = [
  (row, column) => (row + column) % 2 === 0,
  row => row % 2 === 0,
  (_, column) => column % 3 === 0,
  (row, column) => (row + column) % 3 === 0,
  (row, column) => ((row >> 1) + Math.floor(column / 3)) % 2 === 0,
  (row, column) => ((row * column) % 2) + ((row * column) % 3) === 0,
  (row, column) => (((row * column) % 2) + ((row * column) % 3)) % 2 === 0,
  (row, column) => (((row + column) % 2) + ((row * column) % 3)) % 2 === 0,
]

/** Reads as a scanner does that sees every module: by ISO/IEC 18004 alone, from the square back to the text. */
function readQr(code: QrCode): { text: string; version: number } {
  const size = code.length
  const version = (size - 17) / 4
  const dark = (row: number, column: number) => code[row]?.[column] === true
  const format = [0, 1, 2, 3, 4, 5, 7, 8].reduce(
    (bits, row, index) => bits | (Number(dark(row, 8)) << index),
    0,
  )
  const upper = [7, 5, 4, 3, 2, 1, 0].reduce(
    (bits, column, index) => bits | (Number(dark(8, column)) << index),
    0,
  )
  const described = (format | (upper << 8)) ^ 0x5412
  expect(described >> 13).toBe(0)
  const mask = isMasked[(described >> 10) & 7]
  const bits: number[] = []
  for (let right = size - 1, isUp = true; right > 0; right -= 2, isUp = !isUp) {
    if (right === 6) right--
    for (let step = 0; step < size; step++) {
      const row = isUp ? size - 1 - step : step
      for (const column of [right, right - 1])
        if (!isReserved(row, column, { size, version }))
          bits.push(Number(dark(row, column) !== mask?.(row, column)))
    }
  }
  const stream = Array.from({ length: bits.length >> 3 }, (_, index) => byteAt(bits, index * 8))
  return { text: textOf(stream, version), version }
}

function isReserved(
  row: number,
  column: number,
  { size, version }: { size: number; version: number },
): boolean {
  const isNear = (place: number, centre: number) => Math.abs(place - centre) <= 2
  const isCorner =
    (row < 9 && column < 9) || (row < 9 && column >= size - 8) || (row >= size - 8 && column < 9)
  const isVersion = version >= 7 && Math.min(row, column) < 6 && Math.max(row, column) >= size - 11
  if (isCorner || isVersion || row === 6 || column === 6) return true
  const centres = alignmentCentres(version)
  const edge = [centres[0] ?? 0, centres.at(-1) ?? 0]
  return centres.some(down =>
    centres.some(across => {
      const isAtFinder =
        edge.includes(down) && edge.includes(across) && !(down === edge[1] && across === edge[1])
      return !isAtFinder && isNear(row, down) && isNear(column, across)
    }),
  )
}

function byteAt(bits: readonly number[], start: number): number {
  return bits.slice(start, start + 8).reduce((byte, bit) => byte * 2 + bit, 0)
}

function textOf(stream: readonly number[], version: number): string {
  const layout = [...Array(700).keys()].map(layoutFor).find(each => each?.version === version)
  if (!layout) throw new Error('no such version')
  const { blocks, checkBytes: checks, lengthBits } = layout
  const data = blocks.map(() => [] as number[])
  const rest = [...stream]
  for (let index = 0; index < Math.max(...blocks); index++)
    for (const [block, words] of data.entries())
      if (index < (blocks[block] ?? 0)) words.push(rest.shift() ?? 0)
  for (let index = 0; index < checks; index++) for (const words of data) words.push(rest.shift() ?? 0)
  for (const words of data) expect(checkBytes(words.slice(0, -checks), checks)).toEqual(words.slice(-checks))
  const bits = data
    .flatMap(words => words.slice(0, -checks))
    .flatMap(byte => [...byte.toString(2).padStart(8, '0')].map(Number))
  expect(bits.slice(0, 4)).toEqual([0, 1, 0, 0])
  const length = bits.slice(4, 4 + lengthBits).reduce((sum, bit) => sum * 2 + bit, 0)
  const bytes = Array.from({ length }, (_, index) => byteAt(bits, 4 + lengthBits + index * 8))
  return new TextDecoder().decode(Uint8Array.from(bytes))
}

/** The bytes that codes of level M hold, by version from 1 on (ISO/IEC 18004, table 7). */
const capacities = [
  14, 26, 42, 62, 84, 106, 122, 152, 180, 213, 251, 287, 331, 362, 412, 450, 504, 560, 624, 666,
]

test.each(capacities.map((capacity, index) => [index + 1, capacity]))(
  'version %i holds %i bytes, which are read back',
  (version, capacity) => {
    const text = 'otpauth://totp/'.padEnd(capacity, 'Keyturn 0123456789 ').slice(0, capacity)
    const code = encodeQr(text)
    expect(code && readQr(code)).toEqual({ text, version })
  },
)

test('any text is read back', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme', maxLength: 60 }), text => {
      const code = encodeQr(text)
      expect(code && readQr(code).text).toBe(text)
    }),
    { numRuns: 10 },
  )
})

test('check bytes are those of the example in annex I of the standard', () => {
  const data = [
    0x10, 0x20, 0x0c, 0x56, 0x61, 0x80, 0xec, 0x11, 0xec, 0x11, 0xec, 0x11, 0xec, 0x11, 0xec, 0x11,
  ]
  expect(checkBytes(data, 10)).toEqual([0xa5, 0x24, 0xd4, 0xc1, 0xed, 0x36, 0xc7, 0x87, 0x2c, 0x55])
})

test('a text that is too long for a code that is read well has none', () => {
  expect(encodeQr('x'.repeat(666))).toHaveLength(97)
  expect(encodeQr('x'.repeat(667))).toBeNull()
})
