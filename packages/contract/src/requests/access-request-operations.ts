import { memberPermissions } from '@keyturn/core'
import { z } from 'zod'
import { organizationId } from '../fields/identifier.ts'
import { pageOf, pageParameters } from '../fields/page.ts'
import { defineOperation } from '../operations/operation.ts'
import { accessRequest, accessRequestId, requestFilter, statedReason } from './request.ts'

const params = z.strictObject({ id: organizationId, accessRequestId })
const tag = 'Members'

const createAccessRequest = defineOperation({
  operationId: 'createAccessRequest',
  method: 'POST',
  path: '/v1/account/access-requests',
  tag: 'Account',
  summary: 'Request access',
  description:
    'Asks those who can grant it for a permission, in the organization that the request acts in; where mail is sent they ' +
    'are told. The same permission is asked for once at a time, for seven days.',
  scope: null,
  credential: 'session',
  actsInOrganization: true,
  params: null,
  query: null,
  body: z.strictObject({
    organizationId,
    permission: z.enum(memberPermissions),
    reason: statedReason.nullable().optional(),
  }),
  bodyExample: {
    organizationId: 'org_01jd8q4z6xk2v9m3t7r5w1c0ha',
    permission: 'view_logs',
    reason: 'To look into the failing nightly sync.',
  },
  success: { status: 201, description: 'The request.', schema: accessRequest },
  problems: ['not_found', 'conflict', 'insufficient_permission', 'mfa_required', 'sso_required'],
})

const listOwnAccessRequests = defineOperation({
  operationId: 'listOwnAccessRequests',
  method: 'GET',
  path: '/v1/account/access-requests',
  tag: 'Account',
  summary: 'List what one has asked for',
  description:
    'Permissions that the person has asked for in the organization that the request acts in: the newest, on one page.',
  scope: null,
  credential: 'session',
  actsInOrganization: true,
  params: null,
  query: null,
  body: null,
  success: { status: 200, description: 'The requests.', schema: pageOf(accessRequest) },
  problems: [],
})

const withdrawAccessRequest = defineOperation({
  operationId: 'withdrawAccessRequest',
  method: 'POST',
  path: '/v1/account/access-requests/{accessRequestId}/withdraw',
  tag: 'Account',
  summary: 'Withdraw an access request',
  description: 'Takes back what the person has asked for.',
  scope: null,
  credential: 'session',
  actsInOrganization: true,
  params: z.strictObject({ accessRequestId }),
  query: null,
  body: null,
  success: { status: 200, description: 'The request, withdrawn.', schema: accessRequest },
  problems: ['not_found', 'conflict'],
})

const listAccessRequests = defineOperation({
  operationId: 'listAccessRequests',
  method: 'GET',
  path: '/v1/organizations/{id}/access-requests',
  tag,
  summary: 'List access requests',
  description: 'Who asked for which permission, newest first, and what became of that.',
  scope: 'members:read',
  params: z.strictObject({ id: organizationId }),
  query: z.strictObject({ ...pageParameters, status: requestFilter }),
  body: null,
  success: { status: 200, description: 'A page of requests.', schema: pageOf(accessRequest) },
  problems: ['not_found', 'insufficient_permission', 'invalid_cursor'],
})

const approveAccessRequest = defineOperation({
  operationId: 'approveAccessRequest',
  method: 'POST',
  path: '/v1/organizations/{id}/access-requests/{accessRequestId}/approve',
  tag,
  summary: 'Approve an access request',
  description:
    'Gives the member the permission in addition to what they have, and tells them; they sign in again. Nobody gives what ' +
    'they do not hold themselves. Of two who decide at once the second is refused with `conflict`.',
  scope: 'members:write',
  params,
  query: null,
  body: null,
  success: { status: 200, description: 'The request, approved.', schema: accessRequest },
  problems: ['not_found', 'conflict', 'insufficient_permission', 'reauthentication_required'],
})

const declineAccessRequest = defineOperation({
  operationId: 'declineAccessRequest',
  method: 'POST',
  path: '/v1/organizations/{id}/access-requests/{accessRequestId}/decline',
  tag,
  summary: 'Decline an access request',
  description: "Leaves the member's permissions as they are, and tells them why.",
  scope: 'members:write',
  params,
  query: null,
  body: z.strictObject({ reason: statedReason }),
  bodyExample: { reason: 'Grace looks into failing syncs: ask her.' },
  success: { status: 200, description: 'The request, declined.', schema: accessRequest },
  problems: ['not_found', 'conflict', 'insufficient_permission'],
})

export const accessRequestOperations = [
  createAccessRequest,
  listOwnAccessRequests,
  withdrawAccessRequest,
  listAccessRequests,
  approveAccessRequest,
  declineAccessRequest,
] as const
