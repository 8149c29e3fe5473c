import { z } from 'zod'
import { organizationId } from '../fields/identifier.ts'
import { pageOf, pageParameters } from '../fields/page.ts'
import { defineOperation } from '../operations/operation.ts'
import { createInvitationBody, invitation, invitationId } from './member.ts'

const organizationParams = z.strictObject({ id: organizationId })
const params = z.strictObject({ id: organizationId, invitationId })
const tag = 'Members'

const createInvitation = defineOperation({
  operationId: 'createInvitation',
  method: 'POST',
  path: '/v1/organizations/{id}/invitations',
  tag,
  summary: 'Invite a person',
  description:
    'Invites somebody to join an organization, for seven days; where mail is sent they get a link. A key can give only ' +
    'permissions whose scopes it has itself, and a person those that they have. An organization invites a hundred times in ' +
    'an hour, and one address is invited ten times.',
  scope: 'members:write',
  params: organizationParams,
  query: null,
  body: createInvitationBody,
  bodyExample: { email: 'grace@example.com', permissions: ['view_keys'] },
  success: { status: 201, description: 'The invitation.', schema: invitation },
  problems: ['not_found', 'insufficient_permission', 'reauthentication_required', 'conflict'],
})

const listInvitations = defineOperation({
  operationId: 'listInvitations',
  method: 'GET',
  path: '/v1/organizations/{id}/invitations',
  tag,
  summary: 'List invitations',
  description: 'Who is invited and did not join yet, newest first; expired invitations included.',
  scope: 'members:read',
  params: organizationParams,
  query: z.strictObject({ ...pageParameters }),
  body: null,
  success: { status: 200, description: 'A page of invitations.', schema: pageOf(invitation) },
  problems: ['not_found', 'insufficient_permission', 'invalid_cursor'],
})

const getInvitation = defineOperation({
  operationId: 'getInvitation',
  method: 'GET',
  path: '/v1/organizations/{id}/invitations/{invitationId}',
  tag,
  summary: 'Get an invitation',
  description: 'One invitation and whether it is still good.',
  scope: 'members:read',
  params,
  query: null,
  body: null,
  success: { status: 200, description: 'The invitation.', schema: invitation },
  problems: ['not_found', 'insufficient_permission'],
})

const deleteInvitation = defineOperation({
  operationId: 'deleteInvitation',
  method: 'DELETE',
  path: '/v1/organizations/{id}/invitations/{invitationId}',
  tag,
  summary: 'Withdraw an invitation',
  description: 'Nobody can join with it any more.',
  scope: 'members:write',
  params,
  query: null,
  body: null,
  success: { status: 204, description: 'Withdrawn.', schema: null },
  problems: ['not_found', 'insufficient_permission'],
})

export const invitationOperations = [
  createInvitation,
  listInvitations,
  getInvitation,
  deleteInvitation,
] as const
