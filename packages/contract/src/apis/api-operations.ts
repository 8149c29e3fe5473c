import { z } from 'zod'
import { apiId } from '../fields/identifier.ts'
import { pageOf, pageParameters } from '../fields/page.ts'
import { defineOperation } from '../operations/operation.ts'
import { api, createApiBody, updateApiBody } from './api.ts'

const params = z.strictObject({ id: apiId })
const tag = 'APIs'

const createApi = defineOperation({
  operationId: 'createApi',
  method: 'POST',
  path: '/v1/apis',
  tag,
  summary: 'Create an API',
  description: 'Defines an API whose keys Keyturn issues: its token prefix, scopes and rules.',
  scope: 'apis:write',
  params: null,
  query: null,
  body: createApiBody,
  bodyExample: {
    name: 'Enrich Engine',
    prefix: 'ee',
    scopes: [
      { name: 'leads:read', description: 'View lead details' },
      { name: 'leads:write', description: 'Create, update, delete leads' },
    ],
  },
  success: { status: 201, description: 'The API.', schema: api },
  problems: ['conflict'],
})

const listApis = defineOperation({
  operationId: 'listApis',
  method: 'GET',
  path: '/v1/apis',
  tag,
  summary: 'List APIs',
  description: 'The APIs that the credential reaches.',
  scope: 'apis:read',
  params: null,
  query: z.strictObject({ ...pageParameters }),
  body: null,
  success: { status: 200, description: 'A page of APIs.', schema: pageOf(api) },
  problems: ['invalid_cursor'],
})

const getApi = defineOperation({
  operationId: 'getApi',
  method: 'GET',
  path: '/v1/apis/{id}',
  tag,
  summary: 'Get an API',
  description: 'One API with all its settings.',
  scope: 'apis:read',
  params,
  query: null,
  body: null,
  success: { status: 200, description: 'The API.', schema: api },
  problems: ['not_found'],
  conditional: 'read',
})

const updateApi = defineOperation({
  operationId: 'updateApi',
  method: 'PATCH',
  path: '/v1/apis/{id}',
  tag,
  summary: 'Change an API',
  description: 'Changes the members given. A scope that is taken off the list is cut from every key at once.',
  scope: 'apis:write',
  params,
  query: null,
  body: updateApiBody,
  bodyExample: { maxLifetimeDays: 365 },
  success: { status: 200, description: 'The API after the change.', schema: api },
  problems: ['not_found', 'conflict', 'precondition_failed'],
  tightens: true,
  conditional: 'write',
})

const deleteApi = defineOperation({
  operationId: 'deleteApi',
  method: 'DELETE',
  path: '/v1/apis/{id}',
  tag,
  summary: 'Delete an API',
  description: 'Hides an API of which no key works any more; revoke them first. Its logs stay.',
  scope: 'apis:write',
  params,
  query: null,
  body: null,
  success: { status: 204, description: 'Deleted.', schema: null },
  problems: ['not_found', 'reauthentication_required', 'conflict', 'precondition_failed'],
  tightens: true,
  conditional: 'write',
})

export const apiOperations = [createApi, listApis, getApi, updateApi, deleteApi] as const
