import { z } from 'zod'
import { defineOperation } from '../operations/operation.ts'
import { key } from './key.ts'
import { bulkRevocation, bulkRevokeBody, importedKeys, importKeysBody } from './key-batches.ts'

const tag = 'Keys'

const importKeys = defineOperation({
  operationId: 'importKeys',
  method: 'POST',
  path: '/v1/keys/import',
  tag,
  summary: 'Import keys by the hash of their tokens',
  description:
    'Takes over keys that exist already, all of them or none: their tokens keep working, and Keyturn never sees them. ' +
    'Tokens that people chose are weak; rotate such keys into tokens of Keyturn. ' +
    'A digest that is known already is refused with 409, whoever has it, so an import tells that a token is in use: ' +
    'only who has the token or its digest can ask. Nobody can see here whether a digest is that of a token: one of ' +
    'text that is not 16 to 512 printable ASCII characters makes a key that never verifies. ' +
    'What is wrong with a row, an API or organization that cannot be reached included, is in `errors` of a 422.',
  scope: 'keys:write',
  params: null,
  query: null,
  body: importKeysBody,
  bodyExample: {
    keys: [
      {
        apiId: 'api_01jd8q4z6xk2v9m3t7r5w1c0ha',
        organizationId: 'org_01jd8q4z6xk2v9m3t7r5w1c0hb',
        name: 'Production CRM sync',
        scopes: ['leads:read'],
        sha256: '2c26b46b68ffc68ff99b453c1d30413413422d706483bfa0f98a5e886266e7ae',
      },
    ],
  },
  success: { status: 201, description: 'The keys.', schema: importedKeys },
  problems: ['conflict'],
})

const bulkRevokeKeys = defineOperation({
  operationId: 'bulkRevokeKeys',
  method: 'POST',
  path: '/v1/keys/bulk-revoke',
  tag,
  summary: 'Revoke many keys',
  description:
    'Ends up to 1,000 keys for good, by their ids or by a filter. Answered when no node can accept any of them any ' +
    'more, with what became of each. Refused, and nothing is revoked, where the key that makes the call is among them.',
  scope: 'keys:write',
  params: null,
  query: null,
  body: bulkRevokeBody,
  bodyExample: { filter: { organizationId: 'org_01jd8q4z6xk2v9m3t7r5w1c0hb' }, reason: 'Laptop stolen' },
  success: { status: 200, description: 'What became of each key.', schema: bulkRevocation },
  problems: [],
  tightens: true,
})

const lookupKey = defineOperation({
  operationId: 'lookupKey',
  method: 'POST',
  path: '/v1/keys/lookup',
  tag,
  summary: 'Find a key by its token',
  description: 'Whose token this is, for who manages the key. Not counted as use.',
  scope: 'keys:read',
  params: null,
  query: null,
  body: z.strictObject({
    key: z.string().min(1).max(512).meta({ description: 'The token.' }),
  }),
  bodyExample: { key: 'ee_live_0123456789ABCDEFGHIJKLMNOP38T6tH' },
  success: { status: 200, description: 'The key.', schema: key },
  problems: ['not_found'],
  repeatable: true,
})

export const keyBatchOperations = [importKeys, bulkRevokeKeys, lookupKey] as const
