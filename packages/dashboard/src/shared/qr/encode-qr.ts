import { layoutFor, type QrLayout } from './qr-layout.ts'
import { drawPatterns, type Grid, newGrid, writeFormat } from './qr-patterns.ts'
import { penaltyOf } from './qr-penalty.ts'
import { checkBytes } from './reed-solomon.ts'

/** A QR code: rows of modules from the top, true is dark. The quiet zone of four modules around it is not in it. */
export type QrCode = readonly (readonly boolean[])[]

/** Which modules a mask turns over (ISO/IEC 18004, table 10). */
const masks: readonly ((row: number, column: number) => boolean)[] = [
  (row, column) => (row + column) % 2 === 0,
  row => row % 2 === 0,
  (_, column) => column % 3 === 0,
  (row, column) => (row + column) % 3 === 0,
  (row, column) => (Math.floor(row / 2) + Math.floor(column / 3)) % 2 === 0,
  (row, column) => ((row * column) % 2) + ((row * column) % 3) === 0,
  (row, column) => (((row * column) % 2) + ((row * column) % 3)) % 2 === 0,
  (row, column) => (((row + column) % 2) + ((row * column) % 3)) % 2 === 0,
]

/** The text as a QR code of level M, in bytes of UTF-8; null where it is longer than such codes are read well. */
export function encodeQr(text: string): QrCode | null {
  const bytes = new TextEncoder().encode(text)
  const layout = layoutFor(bytes.length)
  if (layout === null) return null
  const stream = interleave(codewords(bytes, layout), layout)
  const grid = newGrid(layout.size)
  drawPatterns(grid, layout.version)
  placeBits(grid, stream)
  const masked = masks.map((mask, number) => applyMask(grid, mask, number))
  const penalties = masked.map(penaltyOf)
  return masked[penalties.indexOf(Math.min(...penalties))] ?? null
}

/** Mode, length, text, end and padding (section 7.4). */
function codewords(bytes: Uint8Array, { blocks, lengthBits }: QrLayout): number[] {
  const capacity = blocks.reduce((sum, block) => sum + block, 0)
  const bits: number[] = []
  const push = (value: number, count: number) => {
    for (let shift = count - 1; shift >= 0; shift--) bits.push((value >> shift) & 1)
  }
  push(0b0100, 4)
  push(bytes.length, lengthBits)
  for (const byte of bytes) push(byte, 8)
  push(0, Math.min(4, capacity * 8 - bits.length))
  while (bits.length % 8 !== 0) bits.push(0)
  const words = Array.from({ length: bits.length / 8 }, (_, index) =>
    bits.slice(index * 8, index * 8 + 8).reduce((word, bit) => (word << 1) | bit, 0),
  )
  for (let pad = 0xec; words.length < capacity; pad ^= 0xec ^ 0x11) words.push(pad)
  return words
}

/** Blocks with their check bytes, dealt out in turn (section 7.6). */
function interleave(words: readonly number[], { blocks, checkBytes: count }: QrLayout): number[] {
  const data = blocks.map((length, index) => {
    const start = blocks.slice(0, index).reduce((sum, each) => sum + each, 0)
    return words.slice(start, start + length)
  })
  const checks = data.map(block => checkBytes(block, count))
  return [...inTurn(data), ...inTurn(checks)]
}

function inTurn(blocks: readonly (readonly number[])[]): number[] {
  const longest = Math.max(...blocks.map(block => block.length))
  return Array.from({ length: longest }, (_, index) =>
    blocks.flatMap(block => block.slice(index, index + 1)),
  ).flat()
}

/** Upwards and downwards in columns of two from the right, around what is drawn already (section 7.7.3). */
function placeBits(grid: Grid, stream: readonly number[]): void {
  const { size } = grid
  let position = 0
  for (let right = size - 1, pass = 0; right > 0; right -= 2, pass++) {
    // The vertical timing pattern has a column of its own.
    if (right === 6) right = 5
    for (let step = 0; step < size; step++) {
      const row = pass % 2 === 0 ? size - 1 - step : step
      for (const column of [right, right - 1]) {
        if (grid.isTaken(row, column)) continue
        const byte = stream[position >> 3] ?? 0
        grid.put(row, column, ((byte >> (7 - (position & 7))) & 1) === 1)
        position++
      }
    }
  }
}

function applyMask(grid: Grid, mask: (row: number, column: number) => boolean, number: number): QrCode {
  const rows = grid.rows()
  const turned = rows.map((modules, row) =>
    modules.map((isDark, column) => (grid.isTaken(row, column) ? isDark : isDark !== mask(row, column))),
  )
  writeFormat(turned, number)
  return turned
}
