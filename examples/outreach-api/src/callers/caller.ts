import type { FastifyRequest } from 'fastify'
import { type DataSets, dataSetFor } from '../databases/data-sets.ts'
import type { Database } from '../databases/database.ts'
import { notFound } from '../problems/problem.ts'
import type { Origin } from './origin.ts'

/** Who calls, and the only data that this call can reach; both follow from the verified key. */
export type Caller = {
  database: Database
  organizationId: string
  isSandbox: boolean
  keyId: string
  keyName: string
}

export function callerOf(request: FastifyRequest, dataSets: DataSets): Caller {
  const { id, name, environment, organizationId } = request.keyturn.key
  return {
    database: dataSetFor(dataSets, environment),
    organizationId,
    isSandbox: environment === 'test',
    keyId: id,
    keyName: name,
  }
}

/** Passes on a row of the caller's organization: unknown is 404, another organization's 403. */
export function ownedBy<Row extends Pick<Origin, 'organization_id'>>(
  request: FastifyRequest,
  row: Row | undefined,
): Row {
  if (row === undefined) throw notFound('There is no such resource. Check the id.')
  request.keyturn.requireOrganization(row.organization_id)
  return row
}
