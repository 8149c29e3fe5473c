import { Readable } from 'node:stream'
import type { FastifyInstance } from 'fastify'
import { z } from 'zod'
import { callerOf } from '../callers/caller.ts'
import { originOf, originParameters } from '../callers/origin.ts'
import type { DataSets } from '../databases/data-sets.ts'
import { insertRow, listRowsWithin } from '../databases/row-queries.ts'
import { createId } from '../ids/create-id.ts'
import { pageParameters, readCursor, toPage } from '../pages/page.ts'
import { guarded } from '../prices/guarded.ts'
import { parseBody, parseQuery } from '../problems/parse-input.ts'
import { type ExportRow, newExport, toExportView } from './export.ts'
import { exportRecords } from './export-records.ts'

const exportQuery = z.strictObject({ ...pageParameters, ...originParameters })
const create = guarded(['exports:create'])
const mediaTypes = {
  csv: 'text/csv; charset=utf-8; header=present',
  jsonl: 'application/jsonl; charset=utf-8',
}

/** `/v1/exports`: everything of a kind at once, and the record of who took it and what for. */
export function registerExportRoutes(server: FastifyInstance, dataSets: DataSets): void {
  server.post('/v1/exports', create, (request, reply) => {
    const caller = callerOf(request, dataSets)
    const input = parseBody(newExport, request.body)
    const at = Date.now()
    const row: ExportRow = { id: createId('export', at), ...originOf(caller, at), ...input }
    insertRow(caller.database, 'exports', row)
    return reply
      .header('content-type', mediaTypes[row.format])
      .header('content-disposition', `attachment; filename="${row.resource}.${row.format}"`)
      .header('cache-control', 'no-store')
      .header('outreach-export-id', row.id)
      .send(Readable.from(exportRecords(caller.database, row)))
  })

  server.get('/v1/exports', create, request => {
    const { database, organizationId } = callerOf(request, dataSets)
    const { limit, cursor, createdByKeyId } = parseQuery(exportQuery, request.query)
    const where = { created_by_key_id: createdByKeyId }
    const filter = { organizationId, where, below: readCursor(cursor), limit }
    return toPage(listRowsWithin(database, 'exports', filter).map(toExportView), limit)
  })
}
