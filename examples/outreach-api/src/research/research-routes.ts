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
import { newResearch, toResearchView } from './research.ts'
import { researchLead } from './research-lead.ts'

const researchQuery = z.strictObject({
  ...pageParameters,
  ...originParameters,
  leadId: identifier.optional(),
})
const read = guarded(['research:read'])

/** `/v1/research`: what is known of the companies of leads. */
export function registerResearchRoutes(server: FastifyInstance, dataSets: DataSets): void {
  server.post('/v1/research', guarded(['research:trigger'], prices.research), (request, reply) => {
    const caller = callerOf(request, dataSets)
    const { leadId } = parseBody(newResearch, request.body)
    const lead = ownedBy(request, findRow(caller.database, 'leads', leadId))
    const row = researchLead(caller, lead, { runId: null, credits: priceFor(caller, prices.research) })
    return reply.code(201).header('location', `/v1/research/${row.id}`).send(toResearchView(row))
  })

  server.get('/v1/research', read, request => {
    const { database, organizationId } = callerOf(request, dataSets)
    const { limit, cursor, createdByKeyId, leadId } = parseQuery(researchQuery, request.query)
    const where = { created_by_key_id: createdByKeyId, lead_id: leadId }
    const filter = { organizationId, where, below: readCursor(cursor), limit }
    return toPage(listRowsWithin(database, 'research', filter).map(toResearchView), limit)
  })

  server.get<{ Params: { id: string } }>('/v1/research/:id', read, request => {
    const { database } = callerOf(request, dataSets)
    return toResearchView(ownedBy(request, findRow(database, 'research', request.params.id)))
  })
}
