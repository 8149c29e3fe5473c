import { z } from 'zod'
import { environmentName } from '../apis/api.ts'
import { apiId, keyId, organizationId } from '../fields/identifier.ts'
import { pageOf, pageParameters } from '../fields/page.ts'
import { booleanParameter, integerParameter } from '../fields/parameter.ts'
import { externalIdentifier, searchText } from '../fields/text.ts'
import { defineOperation } from '../operations/operation.ts'
import { createKeyBody, key, keyStatuses, keyTypes, updateKeyBody } from './key.ts'
import {
  createdKey,
  revealedKey,
  revokedKey,
  revokeKeyBody,
  rotatedKey,
  rotateKeyBody,
} from './key-lifecycle.ts'

const params = z.strictObject({ id: keyId })
const tag = 'Keys'

const createKey = defineOperation({
  operationId: 'createKey',
  method: 'POST',
  path: '/v1/keys',
  tag,
  summary: 'Create a key',
  description:
    'Issues a key of an API to an organization. `secret` is the full token and is shown in this answer only. ' +
    'It cannot get more than the API knows, the ceiling of the organization allows, or its maker may do.',
  scope: 'keys:write',
  params: null,
  query: null,
  body: createKeyBody,
  bodyExample: {
    apiId: 'api_01jd8q4z6xk2v9m3t7r5w1c0ha',
    organizationId: 'org_01jd8q4z6xk2v9m3t7r5w1c0hb',
    name: 'Production CRM sync',
    environment: 'live',
    scopes: ['leads:read'],
    expiresAt: '2027-03-01',
  },
  success: { status: 201, description: 'The key and its token.', schema: createdKey },
  problems: ['not_found', 'conflict', 'key_exists'],
})

const keyFilters = {
  organizationId: organizationId.optional(),
  apiId: apiId.optional(),
  environment: environmentName.optional(),
  status: z.enum(keyStatuses).optional().meta({ description: '`active` includes `rotating`.' }),
  type: z.enum(keyTypes).optional(),
  externalId: externalIdentifier().optional(),
  search: searchText(200).optional().meta({ description: 'Part of the name, or the start of a token.' }),
  unusedForDays: integerParameter(1, 3650).optional().meta({ description: 'Not used for that many days.' }),
  rotationDue: booleanParameter().optional().meta({ description: 'True: rotation is due.' }),
}

export const listKeys = defineOperation({
  operationId: 'listKeys',
  method: 'GET',
  path: '/v1/keys',
  tag,
  summary: 'List keys',
  description: 'Keys that the credential reaches, newest first, without secrets.',
  scope: 'keys:read',
  params: null,
  query: z.strictObject({ ...pageParameters, ...keyFilters }),
  body: null,
  success: { status: 200, description: 'A page of keys.', schema: pageOf(key) },
  problems: ['invalid_cursor'],
})

const getKey = defineOperation({
  operationId: 'getKey',
  method: 'GET',
  path: '/v1/keys/{id}',
  tag,
  summary: 'Get a key',
  description: 'One key with its policy, without secrets.',
  scope: 'keys:read',
  params,
  query: null,
  body: null,
  success: { status: 200, description: 'The key.', schema: key },
  problems: ['not_found'],
  conditional: 'read',
})

const updateKey = defineOperation({
  operationId: 'updateKey',
  method: 'PATCH',
  path: '/v1/keys/{id}',
  tag,
  summary: 'Change a key',
  description: 'Changes the members given. `enabled: false` switches the key off until it is true again.',
  scope: 'keys:write',
  params,
  query: null,
  body: updateKeyBody,
  bodyExample: { name: 'CRM sync (EU)', allowedIps: ['203.0.113.0/24'] },
  success: { status: 200, description: 'The key after the change.', schema: key },
  problems: ['not_found', 'conflict', 'key_not_active', 'precondition_failed'],
  tightens: true,
  conditional: 'write',
})

const deleteKey = defineOperation({
  operationId: 'deleteKey',
  method: 'DELETE',
  path: '/v1/keys/{id}',
  tag,
  summary: 'Delete a key',
  description: 'Revokes the key and hides it from lists. The logs keep its name.',
  scope: 'keys:write',
  params,
  query: null,
  body: null,
  success: { status: 204, description: 'Deleted.', schema: null },
  problems: ['not_found', 'precondition_failed'],
  tightens: true,
  conditional: 'write',
})

const revokeKey = defineOperation({
  operationId: 'revokeKey',
  method: 'POST',
  path: '/v1/keys/{id}/revoke',
  tag,
  summary: 'Revoke a key',
  description: 'Ends the key for good. Answered when no node can accept it any more. Twice is fine.',
  scope: 'keys:write',
  params,
  query: null,
  body: revokeKeyBody,
  bodyOptional: true,
  bodyExample: { reason: 'Found in a public repository' },
  success: { status: 200, description: 'The key, revoked.', schema: revokedKey },
  problems: ['not_found'],
  tightens: true,
})

const rotateKey = defineOperation({
  operationId: 'rotateKey',
  method: 'POST',
  path: '/v1/keys/{id}/rotate',
  tag,
  summary: 'Rotate a key',
  description:
    'Gives the key a new secret. The old one ends after `overlapSeconds`; zero ends every earlier secret at once ' +
    'and always succeeds. Id, policy, history and expiry stay.',
  scope: 'keys:write',
  params,
  query: null,
  body: rotateKeyBody,
  bodyOptional: true,
  bodyExample: { overlapSeconds: 86400 },
  success: { status: 200, description: 'The key, its new token and what retires.', schema: rotatedKey },
  problems: ['not_found', 'key_not_active', 'rotation_in_progress'],
  tightens: true,
})

const revealKey = defineOperation({
  operationId: 'revealKey',
  method: 'POST',
  path: '/v1/keys/{id}/reveal',
  tag,
  summary: 'Show the token of a key again',
  description:
    'Only for keys of an API with `reveal: anytime`, which are kept encrypted. Each time is written into the audit ' +
    'log. Not for imported keys, nor for those that were made before the API kept tokens: rotate such a key.',
  scope: 'keys:reveal',
  params,
  query: null,
  body: null,
  success: { status: 200, description: 'The full token.', schema: revealedKey },
  problems: ['not_found', 'reveal_not_allowed', 'key_not_active', 'sealed', 'decryption_failed'],
})

export const keyOperations = [
  createKey,
  listKeys,
  getKey,
  updateKey,
  deleteKey,
  revokeKey,
  rotateKey,
  revealKey,
] as const
