import type { FastifyInstance } from 'fastify'
import { z } from 'zod'
import { callerOf, ownedBy } from '../callers/caller.ts'
import { originParameters } from '../callers/origin.ts'
import type { DataSets } from '../databases/data-sets.ts'
import { findRow, listRowsWithin } from '../databases/row-queries.ts'
import { pageParameters, readCursor, toPage } from '../pages/page.ts'
import { guarded } from '../prices/guarded.ts'
import { priceFor, prices } from '../prices/prices.ts'
import { identifier } from '../problems/fields.ts'
import { parseBody, parseQuery } from '../problems/parse-input.ts'
import { newQualification, toQualificationView } from './qualification.ts'
import { qualifyLead } from './qualify-lead.ts'

const qualificationQuery = z.strictObject({
  ...pageParameters,
  ...originParameters,
  leadId: identifier.optional(),
})

/** `/v1/qualifications`: what leads are worth. Who may see a lead may see that too. */
export function registerQualificationRoutes(server: FastifyInstance, dataSets: DataSets): void {
  const trigger = guarded(['qualification:trigger'], prices.qualification)
  server.post('/v1/qualifications', trigger, (request, reply) => {
    const caller = callerOf(request, dataSets)
    const { leadId } = parseBody(newQualification, request.body)
    const lead = ownedBy(request, findRow(caller.database, 'leads', leadId))
    const row = qualifyLead(caller, lead, { runId: null, credits: priceFor(caller, prices.qualification) })
    return reply.code(201).send(toQualificationView(row))
  })

  server.get('/v1/qualifications', guarded(['leads:read']), request => {
    const { database, organizationId } = callerOf(request, dataSets)
    const { limit, cursor, createdByKeyId, leadId } = parseQuery(qualificationQuery, request.query)
    const where = { created_by_key_id: createdByKeyId, lead_id: leadId }
    const filter = { organizationId, where, below: readCursor(cursor), limit }
    return toPage(listRowsWithin(database, 'qualifications', filter).map(toQualificationView), limit)
  })
}
