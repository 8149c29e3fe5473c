import { verdictCodes } from '@keyturn/core'
import { z } from 'zod'
import { apiId, keyId, organizationId, verificationId } from '../fields/identifier.ts'
import { instant } from '../fields/instant.ts'
import { scopeWord } from '../fields/scope.ts'

/** What the protected API saw. It is recorded; a restriction of the key that needs it and lacks it denies. */
const observedRequest = z.strictObject({
  method: z
    .string()
    .max(64)
    .optional()
    .meta({ examples: ['GET'] }),
  path: z
    .string()
    .max(16_384)
    .optional()
    .meta({ examples: ['/v1/leads'] }),
  ip: z
    .string()
    .max(64)
    .optional()
    .meta({ description: "The caller's address.", examples: ['203.0.113.7'] }),
  userAgent: z.string().max(16_384).optional(),
  origin: z.string().max(16_384).optional(),
})

const requiredScopes = z
  .union([z.string().min(1).max(1024), z.array(scopeWord).max(64)], {
    error: 'must be a scope expression of at most 1024 characters or a list of at most 64 scope words',
  })
  .meta({
    description: 'Expression with `and`, `or`, `not` and parentheses, or a list of which all are needed.',
    examples: ['leads:read and not leads:write'],
  })

export const verifyBody = z
  .strictObject({
    key: z.string().meta({ description: 'The token that the caller presented.' }),
    apiId: apiId.optional(),
    environment: z.string().min(1).max(64).optional(),
    organizationId: organizationId.optional(),
    scopes: requiredScopes.optional(),
    cost: z
      .int()
      .min(0)
      .max(1_000_000_000)
      .optional()
      .meta({ description: 'Charged to credits and to each limit; default 1.' }),
    explain: z
      .boolean()
      .optional()
      .meta({ description: 'True: a denied verdict says which check failed and what was compared.' }),
    request: observedRequest.optional(),
  })
  .meta({ id: 'Verification', description: 'Only `key` is required; what is given is checked.' })

const verifiedKey = z.object({
  id: keyId,
  name: z.string(),
  apiId,
  organizationId: organizationId.nullable(),
  environment: z.string(),
  scopes: z.array(z.string()),
  expiresAt: instant.nullable(),
  metadata: z.record(z.string(), z.unknown()),
})

const limitState = z.object({
  name: z.string(),
  limit: z.int(),
  windowSeconds: z.int().meta({ description: 'Length of the window in seconds.' }),
  remaining: z.int().min(0),
  resetSeconds: z.number().meta({ description: 'Seconds until the whole limit is free again.' }),
})

/** A verdict: an answer for every presented key, so its HTTP status is always 200. */
export const verdict = z
  .object({
    valid: z.boolean(),
    code: z.enum(verdictCodes).meta({ description: 'The first reason in this order, or `valid`.' }),
    verificationId,
    status: z.int().optional().meta({ description: 'What the API in front should answer when denied.' }),
    detail: z.string().optional().meta({ description: 'When denied: a sentence that says what to do.' }),
    key: verifiedKey.optional().meta({ description: 'Present unless malformed or not_found.' }),
    missingScopes: z.array(z.string()).optional(),
    rateLimits: z.array(limitState).optional(),
    credits: z.object({ remaining: z.int() }).optional(),
    explanation: z.array(z.string()).optional().meta({
      description: 'Where `explain` asked for it and the key was denied; for people, not programs.',
    }),
  })
  .meta({ id: 'Verdict', description: 'What a presented key is worth for a request.' })

export const verifyBatchBody = z.strictObject({
  verifications: z.array(verifyBody).min(1).max(1000),
})
export const verifyBatchAnswer = z.object({ data: z.array(verdict) })
