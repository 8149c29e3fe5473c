import { totalmem } from 'node:os'
import { EngineError } from '../errors/engine-error.ts'

/** The table's row, both ids and the members of the public JSON that every key has; measured at 1e6 keys. */
const bytesPerSecret = 420
/** What the texts of a key take in the table for each of their bytes: blocks are rounded up, and some lie free. */
const bytesPerTextByte = 1.2
/** What a process may take of the machine; the rest is for the database's cache and everything else. */
const shareMax = 0.8

export type ReplicaSize = {
  secrets: number
  /** Names, scopes and metadata of a key, in bytes of UTF-8, on average. */
  textBytesPerSecret: number
}

/** Refuses to start with more keys than memory: a replica that is not complete would have to guess. */
export function assertFitsInMemory(
  { secrets, textBytesPerSecret }: ReplicaSize,
  bytesThere = process.constrainedMemory() || totalmem(),
): void {
  const bytesMax = Math.min(bytesThere, totalmem()) * shareMax
  const needed = secrets * (bytesPerSecret + textBytesPerSecret * bytesPerTextByte)
  if (needed <= bytesMax) return
  throw new EngineError(
    'storage_unavailable',
    `${secrets} secrets need about ${gibibytes(needed)} GiB of memory and this process may use ${gibibytes(bytesMax)}. Give it more.`,
  )
}

function gibibytes(bytes: number): string {
  return (bytes / 2 ** 30).toFixed(1)
}
