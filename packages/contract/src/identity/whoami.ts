import { z } from 'zod'
import { apiId, keyId, organizationId } from '../fields/identifier.ts'
import { instant } from '../fields/instant.ts'
import { reach } from '../keys/key.ts'
import { defineOperation } from '../operations/operation.ts'

/** What the presented key is and may do. */
export const identity = z
  .object({
    id: keyId,
    name: z.string(),
    apiId: apiId.nullable(),
    organizationId: organizationId.nullable(),
    environment: z.string().nullable(),
    scopes: z.array(z.string()),
    expiresAt: instant.nullable(),
    reach: reach
      .nullable()
      .meta({ description: 'What a management key may manage; null for a key of any other API.' }),
  })
  .loose()
  .meta({ id: 'Identity', description: 'The presented key, without its secret.' })

export const whoami = defineOperation({
  operationId: 'whoami',
  method: 'GET',
  path: '/v1/whoami',
  tag: 'Identity',
  summary: 'Who am I',
  description: 'What the presented key (of any API) is and may do.',
  scope: null,
  params: null,
  query: null,
  body: null,
  success: { status: 200, description: 'The presented key.', schema: identity },
  problems: [],
})
