import { exportAuditEvents as exportEvents } from '@keyturn/engine'
import type { Handler } from '../call.ts'
import { textExport } from '../text-export.ts'
import { auditCsvPieces } from './audit-csv.ts'

export const exportAuditEvents: Handler<'exportAuditEvents'> = async ({
  ctx,
  query: { format, ...filter },
}) => textExport(exportEvents(ctx, filter), { name: 'audit-events', format, toCsv: auditCsvPieces })
