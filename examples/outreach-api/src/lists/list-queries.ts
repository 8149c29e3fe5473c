import type { Database } from '../databases/database.ts'
import type { ListRow } from './list.ts'

export function updateList(database: Database, row: ListRow): void {
  database.prepare('update lists set name = :name, updated_at = :updated_at where id = :id').run(row)
}

export function countLeadsInList(database: Database, id: string): number {
  const row = database
    .prepare<[string], { count: number }>('select count(*) as count from list_leads where list_id = ?')
    .get(id)
  return row?.count ?? 0
}

/** Adding a lead that is in the list already changes nothing. */
export function addLeadToList(database: Database, listId: string, leadId: string): void {
  database.prepare('insert or ignore into list_leads (list_id, lead_id) values (?, ?)').run(listId, leadId)
}

export function removeLeadFromList(database: Database, listId: string, leadId: string): void {
  database.prepare('delete from list_leads where list_id = ? and lead_id = ?').run(listId, leadId)
}
