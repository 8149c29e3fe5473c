import type Database from 'better-sqlite3'
import type { EarlyOutcomeTable } from '../../tables.ts'

const columns =
  'verification_id, reach_organization_id, reach_api_id, status, duration_ms, reported_at, due_at'
const isOne = 'verification_id = ? AND reach_organization_id = ? AND reach_api_id = ?'

/** Outcomes in activity.db that wait for their events, within the caller's transaction. */
export class EarlyOutcomes {
  readonly #database: Database.Database

  constructor(database: Database.Database) {
    this.#database = database
  }

  /** Of several reports of one reach on one verification the first is kept. */
  add(outcomes: readonly EarlyOutcomeTable[]): void {
    const insert = this.#database.prepare(
      `INSERT INTO early_outcomes (${columns}) VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING`,
    )
    for (const each of outcomes)
      insert.run(...placeOf(each), each.status, each.duration_ms, each.reported_at, each.due_at)
  }

  /** By reporter. Reads the whole table, which has some thousand rows for each of them at the most. */
  waiting(): Map<string, number> {
    const rows = this.#database
      .prepare<[], { reporter: string; waiting: number }>(
        `SELECT reach_organization_id || '/' || reach_api_id AS reporter, count(*) AS waiting
         FROM early_outcomes GROUP BY 1`,
      )
      .all()
    return new Map(rows.map(row => [row.reporter, row.waiting]))
  }

  /** In turns over the reporters, so that whoever reports much holds up nobody else. */
  due(dueAt: number, limit: number): EarlyOutcomeTable[] {
    return this.#database
      .prepare<[number, number], EarlyOutcomeTable>(
        `SELECT ${columns} FROM (
           SELECT *, row_number() OVER (PARTITION BY reach_organization_id, reach_api_id ORDER BY due_at) AS turn
           FROM early_outcomes WHERE due_at <= ?
         ) ORDER BY turn, due_at LIMIT ?`,
      )
      .all(dueAt, limit)
  }

  areThere(outcomes: readonly EarlyOutcomeTable[]): boolean {
    const find = this.#database.prepare(`SELECT 1 FROM early_outcomes WHERE ${isOne}`)
    return outcomes.every(each => find.get(...placeOf(each)) !== undefined)
  }

  remove(outcomes: readonly EarlyOutcomeTable[]): void {
    const remove = this.#database.prepare(`DELETE FROM early_outcomes WHERE ${isOne}`)
    for (const each of outcomes) remove.run(...placeOf(each))
  }

  putOff(outcomes: readonly EarlyOutcomeTable[]): void {
    const update = this.#database.prepare(`UPDATE early_outcomes SET due_at = ? WHERE ${isOne}`)
    for (const each of outcomes) update.run(each.due_at, ...placeOf(each))
  }
}

function placeOf(each: EarlyOutcomeTable): [string, string, string] {
  return [each.verification_id, each.reach_organization_id, each.reach_api_id]
}
