import { openSync } from 'node:fs'
import { Refusal } from './refusal.ts'

/** A new file that only this user can read; never an existing one, which may be the only copy of something. */
export function createFile(file: string): number {
  try {
    return openSync(file, 'wx', 0o600)
  } catch (cause) {
    const exists = cause instanceof Error && 'code' in cause && cause.code === 'EEXIST'
    throw new Refusal(exists ? `${file} exists already. Name a new file.` : `${file} cannot be written.`, {
      cause,
    })
  }
}
