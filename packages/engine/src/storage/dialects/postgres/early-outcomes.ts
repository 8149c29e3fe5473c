import type { Client } from 'pg'
import type { EarlyOutcomeTable } from '../../tables.ts'
import { type ColumnTypes, insertFrom } from './insert-from.ts'

const wanted =
  'unnest($1::text[], $2::text[], $3::text[]) as wanted (verification_id, reach_organization_id, reach_api_id)'
const isWanted = `(o.verification_id, o.reach_organization_id, o.reach_api_id)
  = (wanted.verification_id, wanted.reach_organization_id, wanted.reach_api_id)`

/** Outcomes that wait for their events, within the caller's transaction. */
export class EarlyOutcomes {
  readonly #client: Client

  constructor(client: Client) {
    this.#client = client
  }

  /** Of several reports of one reach on one verification the first is kept. */
  async add(outcomes: readonly EarlyOutcomeTable[]): Promise<void> {
    if (outcomes.length === 0) return
    await this.#client.query(
      insertFrom('usage.early_outcomes', earlyTypes, outcomes, 'on conflict do nothing'),
    )
  }

  /** By reporter. Reads the whole table, which has some thousand rows for each of them at the most. */
  async waiting(): Promise<Map<string, number>> {
    const { rows } = await this.#client.query<{ reporter: string; waiting: string }>(
      `select reach_organization_id || '/' || reach_api_id as reporter, count(*) as waiting
       from usage.early_outcomes group by 1`,
    )
    return new Map(rows.map(row => [row.reporter, Number(row.waiting)]))
  }

  /** In turns over the reporters, so that whoever reports much holds up nobody else. */
  async due(dueAt: number, limit: number): Promise<EarlyOutcomeTable[]> {
    const text = `select ${Object.keys(earlyTypes).join(', ')} from (
        select *, row_number() over (partition by reach_organization_id, reach_api_id order by due_at) as turn
        from usage.early_outcomes where due_at <= $1
      ) as due order by turn, due_at limit $2`
    const { rows } = await this.#client.query<EarlyOutcomeTable>(text, [dueAt, limit])
    return rows.map(row => ({ ...row, reported_at: Number(row.reported_at), due_at: Number(row.due_at) }))
  }

  /** Whether all are there, held against others until the transaction ends. */
  async lock(outcomes: readonly EarlyOutcomeTable[]): Promise<boolean> {
    const text = `select 1 from usage.early_outcomes o join ${wanted} on ${isWanted}
      order by o.verification_id, o.reach_organization_id, o.reach_api_id for update of o`
    const { rowCount } = await this.#client.query(text, placesOf(outcomes))
    return rowCount === outcomes.length
  }

  async remove(outcomes: readonly EarlyOutcomeTable[]): Promise<void> {
    const text = `delete from usage.early_outcomes o using ${wanted} where ${isWanted}`
    await this.#client.query(text, placesOf(outcomes))
  }

  async putOff(outcomes: readonly EarlyOutcomeTable[]): Promise<void> {
    const text = `update usage.early_outcomes o set due_at = wanted.due_at
      from unnest($1::text[], $2::text[], $3::text[], $4::bigint[])
        as wanted (verification_id, reach_organization_id, reach_api_id, due_at)
      where ${isWanted}`
    await this.#client.query(text, [...placesOf(outcomes), outcomes.map(each => each.due_at)])
  }
}

function placesOf(outcomes: readonly EarlyOutcomeTable[]): [string[], string[], string[]] {
  return [
    outcomes.map(each => each.verification_id),
    outcomes.map(each => each.reach_organization_id),
    outcomes.map(each => each.reach_api_id),
  ]
}

const earlyTypes: ColumnTypes<EarlyOutcomeTable> = {
  verification_id: 'text',
  reach_organization_id: 'text',
  reach_api_id: 'text',
  status: 'integer',
  duration_ms: 'double precision',
  reported_at: 'bigint',
  due_at: 'bigint',
}
