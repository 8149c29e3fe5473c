import { exportAuditEvents as exportEvents } from '@keyturn/engine'
import type { Handler } from '../call.ts'
import { auditCsvPieces } from './audit-csv.ts'

export const exportAuditEvents: Handler<'exportAuditEvents'> = async ({
  ctx,
  query: { format, ...filter },
}) => {
  const pages = exportEvents(ctx, filter)
  const extension = format === 'csv' ? 'csv' : 'jsonl'
  const headers = { 'content-disposition': `attachment; filename="audit-events.${extension}"` }
  if (format === 'csv') return { stream: { type: 'text/csv', pieces: auditCsvPieces(pages) }, headers }
  return { stream: { type: 'application/x-ndjson', pieces: jsonLines(pages) }, headers }
}

async function* jsonLines(pages: AsyncIterable<readonly object[]>): AsyncGenerator<string, void, undefined> {
  for await (const page of pages) yield page.map(item => `${JSON.stringify(item)}\n`).join('')
}
