/** Which experiment must notice the bug. */
export type ExperimentName =
  | 'tightening'
  | 'race'
  | 'paused'
  | 'partition'
  | 'kill'
  | 'kill-points'
  | 'power-loss'
  | 'failing-syncs'
  | 'failing-journal'
  | 'damage'
  | 'poison-rows'
  | 'repeats'
  | 'blocked'
  | 'clock'
  | 'limit'
  | 'flood'
  | 'migration'

export type SeededBug = {
  name: string
  experiment: ExperimentName
  /** Where it shows: only PostgreSQL lies behind a network, and only there does reading the feed take time. */
  database: 'sqlite' | 'postgres'
  file: string
  find: string
  replace: string
}

/**
 * Bugs that others paid for, each a few characters. An experiment that stays green on the build with its bug proves
 * nothing on the build without.
 */
export const seededBugs: SeededBug[] = [
  {
    name: 'a change is answered without asking whether other nodes know it',
    experiment: 'tightening',
    database: 'sqlite',
    file: 'packages/engine/src/changes/settle.ts',
    find: 'if (nodes !== null && waitingFor.length === 0) return everywhere',
    replace: 'if (nodes !== null) return everywhere',
  },
  {
    name: 'a revocation writes no entry into the change feed',
    experiment: 'race',
    database: 'sqlite',
    file: 'packages/engine/src/keys/revoke-key.ts',
    find: "const changes = [{ kind: 'key' as const, id: row.id }]",
    replace: "const changes: { kind: 'key'; id: string }[] = []",
  },
  {
    name: 'a node confirms what it has read and applies it later',
    experiment: 'tightening',
    database: 'sqlite',
    file: 'packages/engine/src/changes/change-feed.ts',
    find: 'await this.#applyPending()',
    replace: 'setTimeout(() => void this.#applyPending(), 300)',
  },
  {
    name: 'a paused process goes on deciding on what it remembers',
    experiment: 'paused',
    database: 'postgres',
    file: 'packages/core/src/verifier/lease.ts',
    find: 'return this.remainingMs() > 0',
    replace: 'return this.#renewal !== null',
  },
  {
    name: 'a silent node is struck off before its lease is over',
    experiment: 'partition',
    database: 'postgres',
    file: 'packages/engine/src/changes/silent-nodes.ts',
    find: 'export const leaseMargin = 1.05',
    replace: 'export const leaseMargin = 0',
  },
  {
    name: 'a verdict is answered before its event is written',
    experiment: 'kill',
    database: 'sqlite',
    file: 'packages/engine/src/verification/verifier.ts',
    find: 'const written = journal.appendKeyEvent({ id: this.#id, ids: view.storedIds, facts })',
    replace:
      'const event = { id: verdict.verificationId, ...view.ids, ...facts }\n    const written = Promise.resolve()\n    setTimeout(() => journal.append(event).catch(() => {}), 500)',
  },
  {
    name: 'a journal that a dead process left is not shipped',
    experiment: 'kill',
    database: 'sqlite',
    file: 'packages/engine/src/usage/ship-leftovers.ts',
    find: 'for (const id of listJournals(shipping.directory)) {',
    replace: 'for (const id of [] as string[]) {',
  },
  {
    name: 'a credit is spent in the answer before it is in the database',
    experiment: 'kill',
    database: 'sqlite',
    file: 'packages/engine/src/verification/quotas.ts',
    find: 'const debit = await this.#ledger.debit(creditOwners, cost)',
    replace:
      'setTimeout(() => this.#ledger.debit(creditOwners, cost).catch(() => {}), 500)\n      const debit = { ok: true, remaining: 1 }',
  },
  {
    name: 'a create leaves out its audit event now and then',
    experiment: 'kill',
    database: 'sqlite',
    file: 'packages/engine/src/keys/issue-keys.ts',
    find: 'audit: [draft],',
    replace: 'audit: Math.random() < 0.1 ? [] : [draft],',
  },
  {
    name: 'an audit event is written by a transaction of its own, a moment later',
    experiment: 'kill-points',
    database: 'sqlite',
    file: 'packages/engine/src/mutate/write-down.ts',
    find: 'await appendAudit(storage, tx, {',
    replace:
      'const later = (_: unknown, input: Parameters<typeof appendAudit>[2]) => void setTimeout(() => storage.transaction(next => appendAudit(storage, next, input)).catch(() => {}), 20)\n  later(tx, {',
  },
  {
    name: 'the answer of a call that may be repeated is kept a moment after its change',
    experiment: 'repeats',
    database: 'sqlite',
    file: 'packages/engine/src/mutate/write-down.ts',
    find: 'await insertReplays(storage, tx, {',
    replace:
      'const keepLater = (kept: Parameters<typeof insertReplays>[2]) => void setTimeout(() => storage.transaction(next => insertReplays(storage, next, kept)).catch(() => {}), 300)\n  keepLater({',
  },
  {
    name: 'a commit of the embedded database is not synced',
    experiment: 'power-loss',
    database: 'sqlite',
    file: 'packages/engine/src/storage/dialects/sqlite/sqlite-storage.ts',
    find: "database.pragma('synchronous = FULL')",
    replace: "database.pragma('synchronous = OFF')",
  },
  {
    name: 'a verdict at level power-loss does not wait for its event to be synced',
    experiment: 'power-loss',
    database: 'sqlite',
    file: 'packages/engine/src/usage/journal-segment.ts',
    find: 'if (syncs) await files.syncData(this.#fd)',
    replace: 'void syncs',
  },
  {
    name: 'a sync that failed is tried again on the same file',
    experiment: 'failing-syncs',
    database: 'sqlite',
    file: 'packages/engine/src/usage/journal-segment.ts',
    find: 'await files.syncData(this.#fd)',
    replace: 'await files.syncData(this.#fd).catch(() => files.syncData(this.#fd))',
  },
  {
    name: 'a verdict is answered although its event could not be written',
    experiment: 'failing-journal',
    database: 'sqlite',
    file: 'packages/engine/src/usage/journal.ts',
    find: 'batch.settle(this.#failure)',
    replace: 'batch.settle(null)',
  },
  {
    name: 'a database that has lost its newest changes is served',
    experiment: 'damage',
    database: 'sqlite',
    file: 'packages/engine/src/storage/dialects/sqlite/sqlite-storage.ts',
    find: 'assertNotOlder(control, nodes)',
    replace: 'void assertNotOlder',
  },
  {
    name: 'a stored setting is believed to be JSON',
    experiment: 'poison-rows',
    database: 'sqlite',
    file: 'packages/engine/src/apis/api-view.ts',
    find: "stored.read('environments', row.environments, texts)",
    replace: 'JSON.parse(row.environments)',
  },
  {
    name: 'a process whose event loop was blocked goes on deciding on what it remembers',
    experiment: 'blocked',
    database: 'postgres',
    file: 'packages/core/src/verifier/lease.ts',
    find: 'return this.remainingMs() > 0',
    replace: 'return this.#renewal !== null',
  },
  {
    name: 'verdict time goes back when the clock of the database does',
    experiment: 'clock',
    database: 'sqlite',
    file: 'packages/core/src/verifier/lease.ts',
    find: 'this.#latestMs = Math.max(this.#latestMs, nowMs)',
    replace: 'this.#latestMs = nowMs',
  },
  {
    name: 'each of several processes grants the whole limit',
    experiment: 'limit',
    database: 'postgres',
    file: 'packages/engine/src/limits/limit-share.ts',
    find: 'if (nodes <= 1) return limit\n  const extra',
    replace: 'if (nodes >= 1) return limit\n  const extra',
  },
  {
    name: 'every attempt with an unknown token is recorded in full',
    experiment: 'flood',
    database: 'sqlite',
    file: 'packages/engine/src/verification/unknown-tokens.ts',
    find: 'if (known.inSecond <= fullPerSecondMax) return true',
    replace: 'if (known.inSecond > 0) return true',
  },
  {
    name: 'a migration is not one transaction',
    experiment: 'migration',
    database: 'sqlite',
    file: 'packages/engine/src/storage/dialects/sqlite/migrate-sqlite.ts',
    find: 'database.exec(migration.sql)',
    replace: "database.exec('COMMIT')\n        database.exec(migration.sql)\n        database.exec('BEGIN')",
  },
]
