import { randomBytes } from 'node:crypto'
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { type Database, openDatabase } from './database.ts'
import { readSealingKey } from './sealing-key.ts'

/**
 * Two databases that share nothing. Which one a request reaches follows from its key's environment alone, so
 * no query can mix them up.
 */
export type DataSets = {
  live: Database
  sandbox: Database
  /** Encrypts the passwords in both. */
  sealingKey: Buffer
}

/** Opens `live.sqlite` and `sandbox.sqlite` in a directory, which is created if needed. */
export function openDataSets(directory: string): DataSets {
  mkdirSync(directory, { recursive: true, mode: 0o700 })
  const live = openDatabase(join(directory, 'live.sqlite'))
  const sandbox = openDatabase(join(directory, 'sandbox.sqlite'))
  return { live, sandbox, sealingKey: readSealingKey(join(directory, 'sealing-key')) }
}

/** Data sets in memory. */
export function openTransientDataSets(): DataSets {
  return { live: openDatabase(':memory:'), sandbox: openDatabase(':memory:'), sealingKey: randomBytes(32) }
}

export function closeDataSets(dataSets: DataSets): void {
  dataSets.live.close()
  dataSets.sandbox.close()
}

/** The data set that the keys of an environment reach. */
export function dataSetFor(dataSets: DataSets, environment: string): Database {
  if (environment === 'live') return dataSets.live
  if (environment === 'test') return dataSets.sandbox
  throw new Error(`No data set belongs to the environment ${environment}.`)
}
