import type { FastifyInstance } from 'fastify'
import { z } from 'zod'
import { callerOf, ownedBy } from '../callers/caller.ts'
import { originOf, originParameters } from '../callers/origin.ts'
import type { DataSets } from '../databases/data-sets.ts'
import { deleteRow, findRow, insertRow, listRowsWithin } from '../databases/row-queries.ts'
import { createId } from '../ids/create-id.ts'
import { pageParameters, readCursor, toPage } from '../pages/page.ts'
import { guarded } from '../prices/guarded.ts'
import { parseBody, parseQuery } from '../problems/parse-input.ts'
import { type ListRow, listChange, newList, toListView } from './list.ts'
import { countLeadsInList, updateList } from './list-queries.ts'

const listQuery = z.strictObject({ ...pageParameters, ...originParameters })
const read = guarded(['lists:read'])
const write = guarded(['lists:write'])

type ById = { Params: { id: string } }

/** `/v1/lists`: lists, their names and their counts. */
export function registerListRoutes(server: FastifyInstance, dataSets: DataSets): void {
  server.get('/v1/lists', read, request => {
    const { database, organizationId } = callerOf(request, dataSets)
    const { limit, cursor, createdByKeyId } = parseQuery(listQuery, request.query)
    const where = { created_by_key_id: createdByKeyId }
    const rows = listRowsWithin(database, 'lists', {
      organizationId,
      where,
      below: readCursor(cursor),
      limit,
    })
    return toPage(rows.map(toListView), limit)
  })

  server.post('/v1/lists', write, (request, reply) => {
    const caller = callerOf(request, dataSets)
    const { name } = parseBody(newList, request.body)
    const at = Date.now()
    const row: ListRow = { id: createId('list', at), ...originOf(caller, at), name, updated_at: at }
    insertRow(caller.database, 'lists', row)
    return reply.code(201).header('location', `/v1/lists/${row.id}`).send(toListView(row))
  })

  server.get<ById>('/v1/lists/:id', read, request => {
    const { database } = callerOf(request, dataSets)
    return toListView(ownedBy(request, findRow(database, 'lists', request.params.id)))
  })

  server.get<ById>('/v1/lists/:id/count', read, request => {
    const { database } = callerOf(request, dataSets)
    const { id } = ownedBy(request, findRow(database, 'lists', request.params.id))
    return { count: countLeadsInList(database, id) }
  })

  server.patch<ById>('/v1/lists/:id', write, request => {
    const { database } = callerOf(request, dataSets)
    const row = ownedBy(request, findRow(database, 'lists', request.params.id))
    const change = parseBody(listChange, request.body)
    const changed = { ...row, name: change.name ?? row.name, updated_at: Date.now() }
    updateList(database, changed)
    return toListView(changed)
  })

  server.delete<ById>('/v1/lists/:id', write, (request, reply) => {
    const { database } = callerOf(request, dataSets)
    const { id } = ownedBy(request, findRow(database, 'lists', request.params.id))
    deleteRow(database, 'lists', id)
    return reply.code(204).send()
  })
}
