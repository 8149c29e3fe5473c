/**
 * A data directory belongs to one installation: journals that another one left would be shipped into a log that is
 * not theirs, and an empty database beside a full log is a lost one, not a new one.
 */
import { existsSync, readdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { EngineError } from '../errors/engine-error.ts'
import { findInstallation } from './installation-queries.ts'
import type { Storage } from './storage.ts'

const markerName = 'installation'
const traces = [
  { directory: 'usage', name: /^\d{4}-\d{2}\.db$/ },
  { directory: 'journals', name: /^jnl_/ },
]

/** Refuses a directory that is another installation's than the database. Before anything is written to either. */
export async function assertOwnDirectory(storage: Storage, directory: string): Promise<void> {
  // In this order: whatever leaves traces has written its name to the database before.
  const claimed = readMarker(directory)
  const used = claimed !== null || traces.some(trace => hasTrace(directory, trace))
  const installation = await findInstallation(storage.lookups)
  if (!installation && used) {
    throw new EngineError(
      'storage_unavailable',
      'The database is empty, but the data directory holds the usage log or journals of an installation. Restore its database from a backup, or name another directory in KEYTURN_DATA.',
    )
  }
  if (installation && claimed !== null && claimed !== installation.id) {
    throw new EngineError(
      'storage_unavailable',
      'The data directory belongs to another installation than the database. Name the one that fits in KEYTURN_DATA, or in KEYTURN_DATABASE_URL.',
    )
  }
}

/** Writes down whose directory it is, whole or not at all. */
export async function claimDirectory(storage: Storage, directory: string): Promise<void> {
  const installation = await findInstallation(storage.lookups)
  if (!installation || readMarker(directory) !== null) return
  const unfinished = join(directory, `${markerName}.${process.pid}`)
  writeFileSync(unfinished, `${installation.id}\n`, { mode: 0o600, flush: true })
  renameSync(unfinished, join(directory, markerName))
}

function readMarker(directory: string): string | null {
  const file = join(directory, markerName)
  return existsSync(file) ? readFileSync(file, 'utf8').trim() : null
}

function hasTrace(parent: string, { directory, name }: { directory: string; name: RegExp }): boolean {
  const path = join(parent, directory)
  return existsSync(path) && readdirSync(path).some(each => name.test(each))
}
