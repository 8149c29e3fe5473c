import { parseScopeExpression, parseScopeWord } from '@keyturn/core'
import { z } from 'zod'
import { apiId } from '../fields/identifier.ts'
import { defineOperation } from '../operations/operation.ts'

const wordsMax = 64
const error =
  'must be a scope expression of at most 1024 characters, or scope words with commas or spaces between'

/** An expression as it is; words with commas or spaces between as the list of which all are needed. Null: neither. */
export function readRequiredScopes(text: string): string | string[] | null {
  const words = text.split(/[, ]/)
  const isList = words.length <= wordsMax && words.every(isLiteral)
  if (isList) return words
  return parseScopeExpression(text).ok ? text : null
}

function isLiteral(word: string): boolean {
  return !word.includes('*') && parseScopeWord(word) !== null
}

/** What the gateway's configuration asks of every caller. A missing or misspelt one refuses all requests. */
export const forwardAuthQuery = z.strictObject({
  apiId: apiId.meta({ description: 'The API that presented keys must belong to.' }),
  environment: z.string().min(1).max(64).meta({ description: 'The environment that they must belong to.' }),
  scopes: z
    .string({ error })
    .min(1, { error })
    .max(1024, { error })
    .refine(text => readRequiredScopes(text) !== null, { error })
    .optional()
    .meta({
      description: 'Expression, or words with commas or spaces between, of which all are needed.',
      examples: ['leads:read'],
    }),
  mode: z
    .literal('nginx', { error: 'must be nginx, or left out' })
    .optional()
    .meta({
      description:
        '`nginx`: refusals are 401 or 403 only, since `auth_request` knows no others; `X-Keyturn-Status` has the status to ' +
        'pass on and `X-Keyturn-Problem` the body.',
    }),
})

export const forwardAuth = defineOperation({
  operationId: 'forwardAuth',
  method: 'GET',
  everyMethod: true,
  path: '/v1/forward-auth',
  tag: 'Verification',
  summary: 'Decide for a gateway',
  description:
    'For gateways that ask before they pass a request on (nginx `auth_request`, Caddy `forward_auth`, Traefik ' +
    '`ForwardAuth`). The credential is the one of the original request. The original method, path and address come from ' +
    '`X-Forwarded-Method`, `X-Forwarded-Uri` (or `X-Original-Method`, `X-Original-URI`) and `X-Forwarded-For`, and only ' +
    'peers in `KEYTURN_TRUSTED_PROXIES` may ask. Any method will do; a body is not read. Not for clients: they verify.',
  scope: null,
  params: null,
  query: forwardAuthQuery,
  body: null,
  success: {
    status: 200,
    description: 'The key is valid for the request: pass it on, with these headers in place of its own.',
    schema: null,
    headers: {
      'X-Keyturn-Key-Id': 'Id of the key.',
      'X-Keyturn-Organization-Id': 'Id of its organization.',
      'X-Keyturn-Scopes': 'What it grants, with spaces between.',
      'RateLimit-Policy': 'The limits of the key, where it has any.',
      RateLimit: 'What is left of them.',
    },
  },
  problems: [
    'malformed_request',
    'credits_exhausted',
    'wrong_api',
    'wrong_environment',
    'endpoint_not_allowed',
    'insufficient_scope',
    'overloaded',
  ],
})
