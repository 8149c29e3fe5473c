import { z } from 'zod'
import { organizationId } from '../fields/identifier.ts'
import { pageOf, pageParameters } from '../fields/page.ts'
import { booleanParameter } from '../fields/parameter.ts'
import { externalIdentifier, searchText } from '../fields/text.ts'
import { defineOperation } from '../operations/operation.ts'
import { createOrganizationBody, organization, updateOrganizationBody } from './organization.ts'

const params = z.strictObject({ id: organizationId })
const tag = 'Organizations'

const createOrganization = defineOperation({
  operationId: 'createOrganization',
  method: 'POST',
  path: '/v1/organizations',
  tag,
  summary: 'Create an organization',
  description: 'Adds a customer company. Keys belong to an organization and share its ceiling and limits.',
  scope: 'organizations:write',
  params: null,
  query: null,
  body: createOrganizationBody,
  bodyExample: { name: 'Northwind', externalId: 'cus_1842', timezone: 'Europe/Berlin' },
  success: { status: 201, description: 'The organization.', schema: organization },
  problems: ['conflict'],
})

const listOrganizations = defineOperation({
  operationId: 'listOrganizations',
  method: 'GET',
  path: '/v1/organizations',
  tag,
  summary: 'List organizations',
  description: 'The organizations that the credential reaches.',
  scope: 'organizations:read',
  params: null,
  query: z.strictObject({
    ...pageParameters,
    externalId: externalIdentifier().optional().meta({ description: 'Only the organization with this id.' }),
    search: searchText(200).optional().meta({
      description: 'Part of the name, or the start of the id or of the external id.',
    }),
    suspended: booleanParameter().optional().meta({ description: 'Only those that are, or are not.' }),
  }),
  body: null,
  success: { status: 200, description: 'A page of organizations.', schema: pageOf(organization) },
  problems: ['invalid_cursor'],
})

const getOrganization = defineOperation({
  operationId: 'getOrganization',
  method: 'GET',
  path: '/v1/organizations/{id}',
  tag,
  summary: 'Get an organization',
  description: 'One organization with all its settings.',
  scope: 'organizations:read',
  params,
  query: null,
  body: null,
  success: { status: 200, description: 'The organization.', schema: organization },
  problems: ['not_found'],
  conditional: 'read',
})

const updateOrganization = defineOperation({
  operationId: 'updateOrganization',
  method: 'PATCH',
  path: '/v1/organizations/{id}',
  tag,
  summary: 'Change an organization',
  description:
    'Changes the members given. `suspended: true` stops all its keys, `false` lets them work again. Who tightens the `keyPolicy` of their own organization has to have proven in the last five minutes who they are.',
  scope: 'organizations:write',
  params,
  query: null,
  body: updateOrganizationBody,
  bodyExample: { suspended: true },
  success: { status: 200, description: 'The organization after the change.', schema: organization },
  problems: ['not_found', 'reauthentication_required', 'conflict', 'precondition_failed'],
  tightens: true,
  conditional: 'write',
})

const deleteOrganization = defineOperation({
  operationId: 'deleteOrganization',
  method: 'DELETE',
  path: '/v1/organizations/{id}',
  tag,
  summary: 'Delete an organization',
  description: 'Ends every key of the organization and hides it. Its logs stay.',
  scope: 'organizations:write',
  params,
  query: null,
  body: null,
  success: { status: 204, description: 'Deleted.', schema: null },
  problems: ['not_found', 'reauthentication_required', 'conflict', 'precondition_failed'],
  tightens: true,
  conditional: 'write',
})

export const organizationOperations = [
  createOrganization,
  listOrganizations,
  getOrganization,
  updateOrganization,
  deleteOrganization,
] as const
