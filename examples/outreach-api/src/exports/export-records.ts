import type { Database } from '../databases/database.ts'
import { listRowsWithin } from '../databases/row-queries.ts'
import { toEmailView } from '../emails/email.ts'
import { toLeadView } from '../leads/lead.ts'
import { toListView } from '../lists/list.ts'
import { toQualificationView } from '../qualifications/qualification.ts'
import { toResearchView } from '../research/research.ts'
import { toCsvRecord } from './csv-record.ts'
import type { ExportResource, ExportRow } from './export.ts'

type Record = { id: string }
type Page = { organizationId: string; below: string | null; limit: number }

const pages: { [Resource in ExportResource]: (database: Database, page: Page) => Record[] } = {
  leads: (database, page) => listRowsWithin(database, 'leads', page).map(toLeadView),
  lists: (database, page) => listRowsWithin(database, 'lists', page).map(toListView),
  research: (database, page) => listRowsWithin(database, 'research', page).map(toResearchView),
  qualifications: (database, page) =>
    listRowsWithin(database, 'qualifications', page).map(toQualificationView),
  emails: (database, page) => listRowsWithin(database, 'emails', page).map(toEmailView),
}

const pageRows = 500

/**
 * All rows as text, newest first, a page at a time: the next one is read when the last one has been sent, so that an
 * export of any size needs the memory of a page, and other requests are served between.
 */
export async function* exportRecords(database: Database, row: ExportRow): AsyncGenerator<string> {
  let below: string | null = null
  let isFirst = true
  do {
    const page: Page = { organizationId: row.organization_id, below, limit: pageRows }
    const records = pages[row.resource](database, page)
    const sent = records.slice(0, pageRows)
    const text = sent.map(record =>
      row.format === 'jsonl' ? `${JSON.stringify(record)}\n` : toCsvRecord(Object.values(record)),
    )
    const [example] = sent
    if (isFirst && row.format === 'csv' && example) text.unshift(toCsvRecord(Object.keys(example)))
    isFirst = false
    yield text.join('')
    below = records.length > pageRows ? (sent.at(-1)?.id ?? null) : null
  } while (below !== null)
}
