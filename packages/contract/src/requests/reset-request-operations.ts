import { z } from 'zod'
import { keyId, organizationId } from '../fields/identifier.ts'
import { pageOf, pageParameters } from '../fields/page.ts'
import { rotatedKey, rotateKeyBody } from '../keys/key-lifecycle.ts'
import { defineOperation } from '../operations/operation.ts'
import { requestFilter, resetRequest, resetRequestId, statedReason } from './request.ts'

const params = z.strictObject({ id: resetRequestId })
const reasonBody = z.strictObject({ reason: statedReason })
const tag = 'Reset requests'

const createResetRequest = defineOperation({
  operationId: 'createResetRequest',
  method: 'POST',
  path: '/v1/keys/{id}/reset-requests',
  tag: 'Keys',
  summary: 'Request a key reset',
  description:
    'Asks those who manage keys to reset one that may be exposed; where mail is sent they are told. Of each key it is ' +
    'asked once at a time, for seven days.',
  scope: 'keys:read',
  about: 'key',
  params: z.strictObject({ id: keyId }),
  query: null,
  body: reasonBody,
  bodyExample: { reason: 'It stood in a ticket that a supplier can read.' },
  success: { status: 201, description: 'The request.', schema: resetRequest },
  problems: ['not_found', 'conflict', 'key_not_active'],
})

const listResetRequests = defineOperation({
  operationId: 'listResetRequests',
  method: 'GET',
  path: '/v1/reset-requests',
  tag,
  summary: 'List reset requests',
  description: 'Which keys were asked to be reset, newest first, and what became of that.',
  scope: 'keys:read',
  about: 'keyId',
  params: null,
  query: z.strictObject({
    ...pageParameters,
    organizationId: organizationId.optional(),
    keyId: keyId.optional(),
    status: requestFilter,
  }),
  body: null,
  success: { status: 200, description: 'A page of requests.', schema: pageOf(resetRequest) },
  problems: ['invalid_cursor'],
})

const getResetRequest = defineOperation({
  operationId: 'getResetRequest',
  method: 'GET',
  path: '/v1/reset-requests/{id}',
  tag,
  summary: 'Get a reset request',
  description: 'One request and what became of it.',
  scope: 'keys:read',
  about: 'reset_request',
  params,
  query: null,
  body: null,
  success: { status: 200, description: 'The request.', schema: resetRequest },
  problems: ['not_found'],
})

const approveResetRequest = defineOperation({
  operationId: 'approveResetRequest',
  method: 'POST',
  path: '/v1/reset-requests/{id}/approve',
  tag,
  summary: 'Approve a reset request',
  description:
    'Gives the key a new secret, as rotating it does, and tells whoever asked. Of two who decide at once the second is ' +
    'refused with `conflict`.',
  scope: 'keys:write',
  about: 'reset_request',
  params,
  query: null,
  body: rotateKeyBody,
  bodyOptional: true,
  bodyExample: { overlapSeconds: 0 },
  success: {
    status: 200,
    description: 'The request, the key, its new token and what retires.',
    schema: rotatedKey.extend({ request: resetRequest }),
  },
  problems: ['not_found', 'conflict', 'reauthentication_required', 'key_not_active', 'rotation_in_progress'],
  tightens: true,
})

const declineResetRequest = defineOperation({
  operationId: 'declineResetRequest',
  method: 'POST',
  path: '/v1/reset-requests/{id}/decline',
  tag,
  summary: 'Decline a reset request',
  description: 'Leaves the key as it is, and tells whoever asked why.',
  scope: 'keys:write',
  about: 'reset_request',
  params,
  query: null,
  body: reasonBody,
  bodyExample: { reason: 'That ticket shows the test key, which reaches no data.' },
  success: { status: 200, description: 'The request, declined.', schema: resetRequest },
  problems: ['not_found', 'conflict'],
})

const withdrawResetRequest = defineOperation({
  operationId: 'withdrawResetRequest',
  method: 'POST',
  path: '/v1/reset-requests/{id}/withdraw',
  tag,
  summary: 'Withdraw a reset request',
  description: 'Takes back what the caller has asked for itself.',
  scope: 'keys:read',
  about: 'reset_request',
  params,
  query: null,
  body: null,
  success: { status: 200, description: 'The request, withdrawn.', schema: resetRequest },
  problems: ['not_found', 'conflict', 'insufficient_permission'],
})

export const resetRequestOperations = [
  createResetRequest,
  listResetRequests,
  getResetRequest,
  approveResetRequest,
  declineResetRequest,
  withdrawResetRequest,
] as const
