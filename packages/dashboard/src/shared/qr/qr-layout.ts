/** How codes of level M are made up (ISO/IEC 18004, table 9), by version from 1 on. */
const checkBytesOfBlock = [10, 16, 26, 18, 24, 16, 18, 22, 22, 26, 30, 22, 22, 24, 24, 28, 28, 26, 26, 26]
const blockCounts = [1, 1, 1, 2, 2, 4, 4, 4, 5, 5, 5, 8, 9, 9, 10, 10, 11, 13, 14, 16]

export type QrLayout = {
  version: number
  /** Modules on each side. */
  size: number
  /** Bytes of data in each block; the longer ones come last. */
  blocks: readonly number[]
  checkBytes: number
  /** Bits that say how long the text is. */
  lengthBits: number
}

/** The smallest that holds so many bytes; null where it would be larger than is read well from a screen. */
export function layoutFor(bytes: number): QrLayout | null {
  for (let version = 1; version <= blockCounts.length; version++) {
    const layout = layoutOf(version)
    const capacity = layout.blocks.reduce((sum, block) => sum + block, 0)
    if (Math.ceil((4 + layout.lengthBits) / 8 + bytes) <= capacity) return layout
  }
  return null
}

function layoutOf(version: number): QrLayout {
  const count = blockCounts[version - 1] ?? 1
  const checkBytes = checkBytesOfBlock[version - 1] ?? 0
  const bytes = Math.floor(dataModules(version) / 8)
  const short = Math.floor(bytes / count)
  const longs = bytes % count
  const blocks = Array.from(
    { length: count },
    (_, index) => short + (index < count - longs ? 0 : 1) - checkBytes,
  )
  return { version, size: 17 + 4 * version, blocks, checkBytes, lengthBits: version < 10 ? 8 : 16 }
}

/** Modules that are left of the square when every pattern and what describes the code has its place. */
function dataModules(version: number): number {
  const side = 17 + 4 * version
  const finders = 3 * 64
  const timing = 2 * (side - 16)
  const format = 31
  const versions = version < 7 ? 0 : 36
  const centres = alignmentCentres(version).length
  // Those beside the timing patterns share five modules with them.
  const alignment = centres === 0 ? 0 : (centres * centres - 3) * 25 - 2 * (centres - 2) * 5
  return side * side - finders - timing - format - versions - alignment
}

/** Where alignment patterns have their centres, on both axes (annex E). */
export function alignmentCentres(version: number): number[] {
  if (version === 1) return []
  const last = 10 + 4 * version
  const gaps = Math.floor(version / 7) + 1
  const step = Math.ceil((last - 6) / gaps / 2) * 2
  return [6, ...Array.from({ length: gaps }, (_, index) => last - (gaps - 1 - index) * step)]
}
