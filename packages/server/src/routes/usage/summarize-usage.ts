import { summarizeUsage as summarize } from '@keyturn/engine'
import type { Handler } from '../call.ts'
import { summaryCsv } from './summary-csv.ts'

export const summarizeUsage: Handler<'summarizeUsage'> = async ({ ctx, query: { format, ...query } }) => {
  const summary = await summarize(ctx, query)
  if (format !== 'csv') return { body: summary }
  const csv = summaryCsv(summary.data)
  if (summary.nextCursor === null) return { csv }
  return { csv, headers: { 'keyturn-next-cursor': summary.nextCursor } }
}
