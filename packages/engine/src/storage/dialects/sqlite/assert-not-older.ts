import type Database from 'better-sqlite3'
import { EngineError } from '../../../errors/engine-error.ts'

/**
 * Refuses a database that has lost its newest changes: a node that did not end by itself is still in the registry
 * with what it had confirmed, and that was on the disk before. Keys revoked since would be accepted again.
 */
export function assertNotOlder(control: Database.Database, registry: Database.Database): void {
  // In this order: a neighbour may commit and confirm between the two.
  const confirmed = registry
    .prepare<[], number>('SELECT coalesce(max(CAST(confirmed AS INTEGER)), 0) FROM nodes')
    .pluck()
    .get()
  const newest = control
    .prepare<[], number>("SELECT coalesce(max(seq), 0) FROM sqlite_sequence WHERE name = 'changes'")
    .pluck()
    .get()
  if ((confirmed ?? 0) <= (newest ?? 0)) return
  throw new EngineError(
    'storage_unavailable',
    `The database is older than what this installation has served (change ${newest} of ${confirmed}): keyturn.db-wal is missing or damaged, or keyturn.db was replaced alone. Put back the files that belong together. To go on with the older state, which may accept keys that were revoked, delete registry.db.`,
  )
}
