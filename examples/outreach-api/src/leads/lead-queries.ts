import type { Database } from '../databases/database.ts'
import type { LeadRow } from './lead.ts'

export type LeadFilter = {
  organizationId: string
  listId: string | null
  createdByKeyId: string | null
  below: string | null
  limit: number
}

/** One page plus one row, newest first, by `leads_by_key` or `leads_by_organization`. */
export function listLeadsWithin(database: Database, filter: LeadFilter): LeadRow[] {
  const conditions = ['organization_id = :organizationId']
  if (filter.createdByKeyId !== null) conditions.push('created_by_key_id = :createdByKeyId')
  if (filter.listId !== null) {
    conditions.push('exists (select 1 from list_leads where list_id = :listId and lead_id = leads.id)')
  }
  if (filter.below !== null) conditions.push('id < :below')
  return database
    .prepare<[LeadFilter], LeadRow>(
      `select * from leads where ${conditions.join(' and ')} order by id desc limit :limit + 1`,
    )
    .all(filter)
}

export function updateLead(database: Database, row: LeadRow): void {
  database
    .prepare(
      `update leads set first_name = :first_name, last_name = :last_name, email = :email,
         company = :company, updated_at = :updated_at where id = :id`,
    )
    .run(row)
}
