import type { FastifyInstance } from 'fastify'
import { z } from 'zod'
import { callerOf, ownedBy } from '../callers/caller.ts'
import { originOf, originParameters } from '../callers/origin.ts'
import type { DataSets } from '../databases/data-sets.ts'
import { deleteRow, findRow, insertRow } from '../databases/row-queries.ts'
import { createId } from '../ids/create-id.ts'
import { pageParameters, readCursor, toPage } from '../pages/page.ts'
import { guarded } from '../prices/guarded.ts'
import { parseBody, parseQuery } from '../problems/parse-input.ts'
import { type LeadRow, leadChange, newLead, toLeadView } from './lead.ts'
import { listLeadsWithin, updateLead } from './lead-queries.ts'

const leadQuery = z.strictObject({
  ...pageParameters,
  listId: z.string().min(1).max(64).optional(),
  ...originParameters,
})
const read = guarded(['leads:read'])
const create = guarded('leads:write or leads:create')
const write = guarded(['leads:write'])

type ById = { Params: { id: string } }

/** `/v1/leads`: people, with their contact information. */
export function registerLeadRoutes(server: FastifyInstance, dataSets: DataSets): void {
  server.get('/v1/leads', read, request => {
    const { database, organizationId } = callerOf(request, dataSets)
    const { limit, cursor, ...filter } = parseQuery(leadQuery, request.query)
    const listId =
      filter.listId === undefined ? null : ownedBy(request, findRow(database, 'lists', filter.listId)).id
    const createdByKeyId = filter.createdByKeyId ?? null
    const below = readCursor(cursor)
    const rows = listLeadsWithin(database, { organizationId, listId, createdByKeyId, below, limit })
    return toPage(rows.map(toLeadView), limit)
  })

  server.post('/v1/leads', create, (request, reply) => {
    const caller = callerOf(request, dataSets)
    const input = parseBody(newLead, request.body)
    const at = Date.now()
    const row: LeadRow = {
      id: createId('lead', at),
      ...originOf(caller, at),
      first_name: input.firstName,
      last_name: input.lastName,
      email: input.email,
      company: input.company,
      updated_at: at,
    }
    insertRow(caller.database, 'leads', row)
    return reply.code(201).header('location', `/v1/leads/${row.id}`).send(toLeadView(row))
  })

  server.get<ById>('/v1/leads/:id', read, request => {
    const { database } = callerOf(request, dataSets)
    return toLeadView(ownedBy(request, findRow(database, 'leads', request.params.id)))
  })

  server.patch<ById>('/v1/leads/:id', write, request => {
    const { database } = callerOf(request, dataSets)
    const row = ownedBy(request, findRow(database, 'leads', request.params.id))
    const change = parseBody(leadChange, request.body)
    const changed: LeadRow = {
      ...row,
      first_name: change.firstName ?? row.first_name,
      last_name: change.lastName ?? row.last_name,
      email: change.email ?? row.email,
      company: change.company ?? row.company,
      updated_at: Date.now(),
    }
    updateLead(database, changed)
    return toLeadView(changed)
  })

  server.delete<ById>('/v1/leads/:id', write, (request, reply) => {
    const { database } = callerOf(request, dataSets)
    const { id } = ownedBy(request, findRow(database, 'leads', request.params.id))
    deleteRow(database, 'leads', id)
    return reply.code(204).send()
  })
}
