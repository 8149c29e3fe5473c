import type { FastifyInstance } from 'fastify'
import { z } from 'zod'
import { callerOf, ownedBy } from '../callers/caller.ts'
import { originParameters } from '../callers/origin.ts'
import type { DataSets } from '../databases/data-sets.ts'
import { findRow, listRowsWithin } from '../databases/row-queries.ts'
import { pageParameters, readCursor, toPage } from '../pages/page.ts'
import { guarded } from '../prices/guarded.ts'
import { prices } from '../prices/prices.ts'
import { identifier } from '../problems/fields.ts'
import { parseBody, parseQuery } from '../problems/parse-input.ts'
import { newRun, toRunView } from './run.ts'
import { runWorkflow } from './run-workflow.ts'
import { stepScopes, stepsOf } from './workflow.ts'

const runQuery = z.strictObject({ ...pageParameters, ...originParameters, workflowId: identifier.optional() })
const read = guarded(['workflows:read'])

/** `/v1/workflows/{id}/run` and `/v1/runs`. */
export function registerRunRoutes(server: FastifyInstance, dataSets: DataSets): void {
  const trigger = guarded(['workflows:trigger'], prices.run)
  server.post<{ Params: { id: string } }>('/v1/workflows/:id/run', trigger, (request, reply) => {
    const caller = callerOf(request, dataSets)
    const workflow = ownedBy(request, findRow(caller.database, 'workflows', request.params.id))
    // A key must not do through a workflow what it may not do by itself.
    request.keyturn.requireScopes(stepsOf(workflow).map(step => stepScopes[step]))
    const { leadIds, purpose = null } = parseBody(newRun, request.body)
    const leads = leadIds.map(id => ownedBy(request, findRow(caller.database, 'leads', id)))
    const run = runWorkflow(caller, workflow, { leads, purpose })
    return reply.code(201).header('location', `/v1/runs/${run.id}`).send(toRunView(run))
  })

  server.get('/v1/runs', read, request => {
    const { database, organizationId } = callerOf(request, dataSets)
    const { limit, cursor, createdByKeyId, workflowId } = parseQuery(runQuery, request.query)
    const where = { created_by_key_id: createdByKeyId, workflow_id: workflowId }
    const filter = { organizationId, where, below: readCursor(cursor), limit }
    return toPage(listRowsWithin(database, 'runs', filter).map(toRunView), limit)
  })

  server.get<{ Params: { id: string } }>('/v1/runs/:id', read, request => {
    const { database } = callerOf(request, dataSets)
    return toRunView(ownedBy(request, findRow(database, 'runs', request.params.id)))
  })
}
