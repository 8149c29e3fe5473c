import { randomBytes } from 'node:crypto'
import { readFileSync, writeFileSync } from 'node:fs'

const keyBytes = 32

/** The 32 bytes in a file, which is made at the first start. Keep it out of the backups of the databases. */
export function readSealingKey(path: string): Buffer {
  try {
    writeFileSync(path, randomBytes(keyBytes), { flag: 'wx', mode: 0o600 })
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error
  }
  const key = readFileSync(path)
  if (key.length !== keyBytes)
    throw new Error(`The sealing key must have ${keyBytes} bytes; this file has not.`)
  return key
}
