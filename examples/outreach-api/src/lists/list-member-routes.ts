import type { FastifyInstance } from 'fastify'
import { callerOf, ownedBy } from '../callers/caller.ts'
import type { DataSets } from '../databases/data-sets.ts'
import { findRow } from '../databases/row-queries.ts'
import { guarded } from '../prices/guarded.ts'
import { parseBody } from '../problems/parse-input.ts'
import { listMember } from './list.ts'
import { addLeadToList, removeLeadFromList } from './list-queries.ts'

const write = guarded(['lists:write'])

/** `/v1/lists/{id}/leads`: which leads are in a list. To read them: `GET /v1/leads?listId=`. */
export function registerListMemberRoutes(server: FastifyInstance, dataSets: DataSets): void {
  server.post<{ Params: { id: string } }>('/v1/lists/:id/leads', write, (request, reply) => {
    const { database } = callerOf(request, dataSets)
    const list = ownedBy(request, findRow(database, 'lists', request.params.id))
    const { leadId } = parseBody(listMember, request.body)
    addLeadToList(database, list.id, ownedBy(request, findRow(database, 'leads', leadId)).id)
    return reply.code(204).send()
  })

  server.delete<{ Params: { id: string; leadId: string } }>(
    '/v1/lists/:id/leads/:leadId',
    write,
    (request, reply) => {
      const { database } = callerOf(request, dataSets)
      const list = ownedBy(request, findRow(database, 'lists', request.params.id))
      const lead = ownedBy(request, findRow(database, 'leads', request.params.leadId))
      removeLeadFromList(database, list.id, lead.id)
      return reply.code(204).send()
    },
  )
}
