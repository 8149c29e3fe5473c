import { z } from 'zod'
import { organizationId } from '../fields/identifier.ts'
import { pageOf, pageParameters } from '../fields/page.ts'
import { defineOperation } from '../operations/operation.ts'
import { createMemberBody, email, member, memberId, updateMemberBody } from './member.ts'

const organizationParams = z.strictObject({ id: organizationId })
const params = z.strictObject({ id: organizationId, memberId })
const tag = 'Members'

const createMember = defineOperation({
  operationId: 'createMember',
  method: 'POST',
  path: '/v1/organizations/{id}/members',
  tag,
  summary: 'Add a member',
  description:
    'Adds a person to an organization. A key can give only permissions whose scopes it has itself; an invitation to ' +
    'the same address ends.',
  scope: 'members:write',
  params: organizationParams,
  query: null,
  body: createMemberBody,
  bodyExample: { email: 'ada@example.com', name: 'Ada Lovelace', permissions: ['view_keys', 'manage_keys'] },
  success: { status: 201, description: 'The member.', schema: member },
  problems: ['not_found', 'insufficient_permission', 'reauthentication_required', 'conflict'],
})

const listMembers = defineOperation({
  operationId: 'listMembers',
  method: 'GET',
  path: '/v1/organizations/{id}/members',
  tag,
  summary: 'List members',
  description: 'The people of an organization, newest first.',
  scope: 'members:read',
  params: organizationParams,
  query: z.strictObject({
    ...pageParameters,
    email: email.optional().meta({ description: 'Only the member with this address.' }),
  }),
  body: null,
  success: { status: 200, description: 'A page of members.', schema: pageOf(member) },
  problems: ['not_found', 'insufficient_permission', 'invalid_cursor'],
})

const getMember = defineOperation({
  operationId: 'getMember',
  method: 'GET',
  path: '/v1/organizations/{id}/members/{memberId}',
  tag,
  summary: 'Get a member',
  description: 'One person with their permissions.',
  scope: 'members:read',
  params,
  query: null,
  body: null,
  success: { status: 200, description: 'The member.', schema: member },
  problems: ['not_found', 'insufficient_permission'],
  conditional: 'read',
})

const updateMember = defineOperation({
  operationId: 'updateMember',
  method: 'PATCH',
  path: '/v1/organizations/{id}/members/{memberId}',
  tag,
  summary: 'Change a member',
  description: 'Changes the name, or replaces the permissions.',
  scope: 'members:write',
  params,
  query: null,
  body: updateMemberBody,
  bodyExample: { permissions: ['view_keys'] },
  success: { status: 200, description: 'The member after the change.', schema: member },
  problems: [
    'not_found',
    'insufficient_permission',
    'reauthentication_required',
    'last_owner',
    'precondition_failed',
  ],
  conditional: 'write',
})

const deleteMember = defineOperation({
  operationId: 'deleteMember',
  method: 'DELETE',
  path: '/v1/organizations/{id}/members/{memberId}',
  tag,
  summary: 'Remove a member',
  description: 'Takes a person out of the organization. Keys that they made stay with the organization.',
  scope: 'members:write',
  params,
  query: null,
  body: null,
  success: { status: 204, description: 'Removed.', schema: null },
  problems: [
    'not_found',
    'insufficient_permission',
    'reauthentication_required',
    'last_owner',
    'precondition_failed',
  ],
  conditional: 'write',
})

export const memberOperations = [createMember, listMembers, getMember, updateMember, deleteMember] as const
