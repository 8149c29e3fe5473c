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
import { newWorkflow, toWorkflowView, type WorkflowRow, workflowChange } from './workflow.ts'
import { updateWorkflow } from './workflow-queries.ts'

const workflowQuery = z.strictObject({ ...pageParameters, ...originParameters })
const read = guarded(['workflows:read'])
const write = guarded(['workflows:write'])

type ById = { Params: { id: string } }

/** `/v1/workflows`: named steps that can be run on leads. */
export function registerWorkflowRoutes(server: FastifyInstance, dataSets: DataSets): void {
  server.get('/v1/workflows', read, request => {
    const { database, organizationId } = callerOf(request, dataSets)
    const { limit, cursor, createdByKeyId } = parseQuery(workflowQuery, request.query)
    const where = { created_by_key_id: createdByKeyId }
    const filter = { organizationId, where, below: readCursor(cursor), limit }
    return toPage(listRowsWithin(database, 'workflows', filter).map(toWorkflowView), limit)
  })

  server.post('/v1/workflows', write, (request, reply) => {
    const caller = callerOf(request, dataSets)
    const { name, steps } = parseBody(newWorkflow, request.body)
    const at = Date.now()
    const id = createId('workflow', at)
    const row: WorkflowRow = {
      id,
      ...originOf(caller, at),
      name,
      steps: JSON.stringify(steps),
      updated_at: at,
    }
    insertRow(caller.database, 'workflows', row)
    return reply.code(201).header('location', `/v1/workflows/${id}`).send(toWorkflowView(row))
  })

  server.get<ById>('/v1/workflows/:id', read, request => {
    const { database } = callerOf(request, dataSets)
    return toWorkflowView(ownedBy(request, findRow(database, 'workflows', request.params.id)))
  })

  server.patch<ById>('/v1/workflows/:id', write, request => {
    const { database } = callerOf(request, dataSets)
    const row = ownedBy(request, findRow(database, 'workflows', request.params.id))
    const { name = row.name, steps } = parseBody(workflowChange, request.body)
    const changed: WorkflowRow = {
      ...row,
      name,
      steps: steps === undefined ? row.steps : JSON.stringify(steps),
      updated_at: Date.now(),
    }
    updateWorkflow(database, changed)
    return toWorkflowView(changed)
  })

  server.delete<ById>('/v1/workflows/:id', write, (request, reply) => {
    const { database } = callerOf(request, dataSets)
    const { id } = ownedBy(request, findRow(database, 'workflows', request.params.id))
    deleteRow(database, 'workflows', id)
    return reply.code(204).send()
  })
}
