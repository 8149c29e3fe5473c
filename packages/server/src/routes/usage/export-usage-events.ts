import { exportUsageEvents as exportEvents } from '@keyturn/engine'
import type { Handler } from '../call.ts'
import { textExport } from '../text-export.ts'
import { usageCsvPieces } from './usage-csv.ts'

export const exportUsageEvents: Handler<'exportUsageEvents'> = async ({
  ctx,
  query: { format, ...filter },
}) => textExport(exportEvents(ctx, filter), { name: 'usage-events', format, toCsv: usageCsvPieces })
