import type { ImportedKey } from './read-imported-keys.ts'

const batchMax = 1_000
/** Below the 1 MiB that a request may have. */
const batchBytesMax = 900_000

/** What goes into one request each, in order. */
export function inBatches(entries: readonly ImportedKey[]): ImportedKey[][] {
  const batches: ImportedKey[][] = []
  let bytes = 0
  for (const entry of entries) {
    const size = Buffer.byteLength(JSON.stringify(entry)) + 1
    const last = batches.at(-1)
    if (last === undefined || last.length === batchMax || bytes + size > batchBytesMax) {
      batches.push([entry])
      bytes = size
    } else {
      last.push(entry)
      bytes += size
    }
  }
  return batches
}
