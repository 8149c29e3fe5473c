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
  about: 'apiId',
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
  problems: ['not_found', 'reauthentication_required', 'conflict', 'key_exists'],
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

/** What lists of keys can be sorted by. */
const keySorts = ['created', 'name', 'lastUsed', 'status'] as const

const sorting = {
  sort: z.enum(keySorts).optional().meta({ description: 'What the list is sorted by; default `created`.' }),
  order: z
    .enum(['asc', 'desc'])
    .optional()
    .meta({
      description:
        'Default `desc` for `created` and `lastUsed`, whose `desc` ends with keys that were never used; `asc` for `name` ' +
        '(its first 60 characters, ASCII letters whatever their case) and for `status` (active, rotating, expired, ' +
        'disabled, revoked). Keys that are alike stand newest first.',
    }),
}

export const listKeys = defineOperation({
  operationId: 'listKeys',
  method: 'GET',
  path: '/v1/keys',
  tag,
  summary: 'List keys',
  description: 'Keys that the credential reaches, newest first unless sorted, without secrets.',
  scope: 'keys:read',
  about: 'apiId',
  params: null,
  query: z.strictObject({ ...pageParameters, ...keyFilters, ...sorting }),
  body: null,
  success: { status: 200, description: 'A page of keys.', schema: pageOf(key) },
  problems: ['invalid_cursor'],
})

const countKeys = defineOperation({
  operationId: 'countKeys',
  method: 'GET',
  path: '/v1/keys/count',
  tag,
  summary: 'Count keys',
  description: 'How many keys the list with these filters has, over all its pages.',
  scope: 'keys:read',
  about: 'apiId',
  params: null,
  query: z.strictObject(keyFilters),
  body: null,
  success: {
    status: 200,
    description: 'The count.',
    schema: z.object({
      count: z.int(),
      hasMore: z.boolean().meta({ description: 'True where there are more: 100,000 are counted at most.' }),
    }),
  },
  problems: [],
})

const getKey = defineOperation({
  operationId: 'getKey',
  method: 'GET',
  path: '/v1/keys/{id}',
  tag,
  summary: 'Get a key',
  description: 'One key with its policy, without secrets.',
  scope: 'keys:read',
  about: 'key',
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
  about: 'key',
  params,
  query: null,
  body: updateKeyBody,
  bodyExample: { name: 'CRM sync (EU)', allowedIps: ['203.0.113.0/24'] },
  success: { status: 200, description: 'The key after the change.', schema: key },
  problems: ['not_found', 'reauthentication_required', 'conflict', 'key_not_active', 'precondition_failed'],
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
  about: 'key',
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
  about: 'key',
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
  about: 'key',
  params,
  query: null,
  body: rotateKeyBody,
  bodyOptional: true,
  bodyExample: { overlapSeconds: 86400 },
  success: { status: 200, description: 'The key, its new token and what retires.', schema: rotatedKey },
  problems: ['not_found', 'reauthentication_required', 'key_not_active', 'rotation_in_progress'],
  tightens: true,
})

const completeKeyRotation = defineOperation({
  operationId: 'completeKeyRotation',
  method: 'POST',
  path: '/v1/keys/{id}/rotation/complete',
  tag,
  summary: 'Complete a rotation',
  description:
    'Ends the old secret of a rotation with overlap before its time; the new one stays as it is. Answered when no node ' +
    'can accept the old one any more. Twice is fine, and so is a key that is not being rotated.',
  scope: 'keys:write',
  about: 'key',
  params,
  query: null,
  body: null,
  success: { status: 200, description: 'The key, with one secret.', schema: key },
  problems: ['not_found'],
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
  about: 'key',
  params,
  query: null,
  body: null,
  success: { status: 200, description: 'The full token.', schema: revealedKey },
  problems: [
    'reauthentication_required',
    'not_found',
    'reveal_not_allowed',
    'key_not_active',
    'sealed',
    'decryption_failed',
  ],
})

export const keyOperations = [
  createKey,
  listKeys,
  countKeys,
  getKey,
  updateKey,
  deleteKey,
  revokeKey,
  rotateKey,
  completeKeyRotation,
  revealKey,
] as const
