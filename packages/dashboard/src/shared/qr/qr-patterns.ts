import { alignmentCentres } from './qr-layout.ts'

/** The square while it is filled. What patterns took is taken for good; what `put` places is data. */
export type Grid = {
  size: number
  isTaken: (row: number, column: number) => boolean
  take: (row: number, column: number, isDark: boolean) => void
  put: (row: number, column: number, isDark: boolean) => void
  rows: () => boolean[][]
}

export function newGrid(size: number): Grid {
  const dark = new Uint8Array(size * size)
  const taken = new Uint8Array(size * size)
  const put = (row: number, column: number, isDark: boolean) => {
    dark[row * size + column] = isDark ? 1 : 0
  }
  return {
    size,
    put,
    isTaken: (row, column) => taken[row * size + column] === 1,
    take: (row, column, isDark) => {
      if (row < 0 || column < 0 || row >= size || column >= size) return
      taken[row * size + column] = 1
      put(row, column, isDark)
    },
    rows: () =>
      Array.from({ length: size }, (_, row) =>
        Array.from({ length: size }, (_, column) => dark[row * size + column] === 1),
      ),
  }
}

/** All that is in a code of this version whatever it says, and room for what describes it (section 6.3). */
export function drawPatterns(grid: Grid, version: number): void {
  const { size } = grid
  for (let index = 0; index < size; index++) {
    grid.take(6, index, index % 2 === 0)
    grid.take(index, 6, index % 2 === 0)
  }
  for (const [row, column] of [[3, 3] as const, [3, size - 4] as const, [size - 4, 3] as const])
    drawRings(grid, { row, column, radius: 4, light: [2, 4] })
  const centres = alignmentCentres(version)
  const [first, last] = [centres[0], centres.at(-1)]
  for (const row of centres) {
    for (const column of centres) {
      const isAtFinder =
        (row === first && (column === first || column === last)) || (row === last && column === first)
      if (!isAtFinder) drawRings(grid, { row, column, radius: 2, light: [1] })
    }
  }
  for (const { row, column } of formatPlaces(size).flat()) grid.take(row, column, false)
  grid.take(size - 8, 8, true)
  if (version >= 7) drawVersion(grid, version)
}

function drawRings(
  grid: Grid,
  { row, column, radius, light }: { row: number; column: number; radius: number; light: readonly number[] },
): void {
  for (let down = -radius; down <= radius; down++) {
    for (let right = -radius; right <= radius; right++) {
      grid.take(row + down, column + right, !light.includes(Math.max(Math.abs(down), Math.abs(right))))
    }
  }
}

/** The version, twice, under its BCH code (section 7.10). */
function drawVersion(grid: Grid, version: number): void {
  const bits = (version << 12) | bchRest(version << 12, 0x1f25)
  for (let index = 0; index < 18; index++) {
    const isDark = ((bits >> index) & 1) === 1
    const [far, near] = [grid.size - 11 + (index % 3), Math.floor(index / 3)]
    grid.take(far, near, isDark)
    grid.take(near, far, isDark)
  }
}

/** Level M and the mask, twice, under their BCH code (section 7.9). */
export function writeFormat(rows: boolean[][], mask: number): void {
  const data = mask << 10
  const bits = (data | bchRest(data, 0x537)) ^ 0x5412
  for (const places of formatPlaces(rows.length)) {
    places.forEach(({ row, column }, index) => {
      const line = rows[row]
      if (line) line[column] = ((bits >> index) & 1) === 1
    })
  }
}

type Place = { row: number; column: number }

/** Where the bits of both copies stand, the lowest first. */
function formatPlaces(size: number): [Place[], Place[]] {
  const around = [0, 1, 2, 3, 4, 5, 7, 8].map(row => ({ row, column: 8 }))
  const along = [7, 5, 4, 3, 2, 1, 0].map(column => ({ row: 8, column }))
  const right = Array.from({ length: 8 }, (_, index) => ({ row: 8, column: size - 1 - index }))
  const below = Array.from({ length: 7 }, (_, index) => ({ row: size - 7 + index, column: 8 }))
  return [
    [...around, ...along],
    [...right, ...below],
  ]
}

/** What is left of `data` after dividing by `polynomial`, over GF(2). */
function bchRest(data: number, polynomial: number): number {
  const degree = 31 - Math.clz32(polynomial)
  let rest = data
  while (rest >> degree !== 0) rest ^= polynomial << (31 - Math.clz32(rest) - degree)
  return rest
}
