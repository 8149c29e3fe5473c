import { readdirSync } from 'node:fs'
import { join } from 'node:path'

const pattern = /^(\d{16})\.log$/

/** A segment is named by the position of its first byte in the whole journal. */
export function segmentPath(directory: string, start: number): string {
  return join(directory, `${String(start).padStart(16, '0')}.log`)
}

/** The starts of a journal's segments, in order; none when the journal is gone. */
export function listSegments(directory: string): number[] {
  try {
    return readdirSync(directory)
      .flatMap(name => pattern.exec(name)?.[1] ?? [])
      .map(Number)
      .sort((left, right) => left - right)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return []
    throw error
  }
}
