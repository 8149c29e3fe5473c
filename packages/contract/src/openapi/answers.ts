import { type Operation, type Success, takesIdempotencyKey } from '../operations/operation.ts'
import { type ProblemCode, problemDefinitions } from '../problems/problem-codes.ts'
import { type JsonObject, toJsonSchema } from './json-schema.ts'

const always: ProblemCode[] = [
  'malformed_request',
  'credential_in_url',
  'duplicate_header',
  'rate_limited',
  'internal_error',
  'storage_unavailable',
]
const ofPages: ProblemCode[] = ['csrf_failed', 'insecure_transport']
const ofSessions: ProblemCode[] = ['missing_credential', 'session_ended', ...ofPages]
const ofKeys: ProblemCode[] = [
  'missing_credential',
  'invalid_api_key',
  'key_revoked',
  'key_expired',
  'key_disabled',
  'ip_not_allowed',
  'organization_suspended',
  'multiple_credentials',
  'fenced',
]
const withBody: ProblemCode[] = [
  'malformed_json',
  'duplicate_member',
  'unknown_field',
  'invalid_input',
  'body_too_large',
  'unsupported_media_type',
]
const whenRepeated: ProblemCode[] = ['malformed_request', 'conflict', 'idempotency_mismatch']
const whenMutating: ProblemCode[] = ['audit_unavailable', 'storage_full']

/** Every code that an operation may answer. */
function problemsOf(operation: Operation): ProblemCode[] {
  return [
    ...new Set([
      ...always,
      ...credentialProblems(operation),
      ...(operation.query ? (['invalid_parameter', 'unknown_field'] as const) : []),
      ...(operation.body ? withBody : []),
      ...(operation.method === 'GET' ? [] : whenMutating),
      ...(takesIdempotencyKey(operation) ? whenRepeated : []),
      ...operation.problems,
    ]),
  ]
}

function credentialProblems({ credential, scope }: Operation): ProblemCode[] {
  if (credential === 'none') return ofPages
  if (credential === 'session' || credential === 'portal') return ofSessions
  return scope === null ? ofKeys : [...ofKeys, ...ofSessions, 'insufficient_scope', 'insufficient_permission']
}

/** The `responses` of an operation. */
export function answersOf(operation: Operation, components: JsonObject): JsonObject {
  const { success } = operation
  const answers: JsonObject = { [success.status]: successAnswer(operation, components) }
  if (operation.tightens) {
    answers['202'] = {
      ...successAnswer(operation, components),
      description: 'Done, but not yet confirmed on every node: see Keyturn-Effective-By.',
      headers: {
        ...headersOf(operation),
        'Keyturn-Effective-By': {
          description: 'When the change holds everywhere at the latest.',
          schema: { type: 'string', format: 'date-time' },
        },
      },
    }
  }
  const byStatus = Map.groupBy(problemsOf(operation), code => problemDefinitions[code].status)
  for (const [status, codes] of [...byStatus].sort(([left], [right]) => left - right)) {
    answers[status] = problemAnswer(status, codes)
  }
  return answers
}

function successAnswer(operation: Operation, components: JsonObject): JsonObject {
  const { success } = operation
  return {
    description: success.description,
    headers: headersOf(operation),
    ...contentOf(success, components),
  }
}

function contentOf({ schema, example, textTypes = [] }: Success, components: JsonObject): JsonObject {
  const json = schema && {
    schema: toJsonSchema(schema, components),
    ...(example === undefined ? {} : { example }),
  }
  const texts = textTypes.map(type => [type, { schema: { type: 'string' } }] as const)
  if (json === null && texts.length === 0) return {}
  return { content: { ...(json ? { 'application/json': json } : {}), ...Object.fromEntries(texts) } }
}

function headersOf(operation: Operation): JsonObject {
  const names = ['X-Request-Id']
  if (operation.conditional && operation.success.schema) names.push('ETag')
  if (takesIdempotencyKey(operation)) names.push('Idempotency-Replayed')
  const own = Object.entries(operation.success.headers ?? {})
  return Object.fromEntries([
    ...names.map(name => [name, { $ref: `#/components/headers/${name}` }] as const),
    ...own.map(([name, description]) => [name, { description, schema: { type: 'string' } }] as const),
  ])
}

function problemAnswer(status: number, codes: ProblemCode[]): JsonObject {
  const waits = status === 429 || status === 503
  return {
    description: codes.map(code => `\`${code}\`: ${problemDefinitions[code].title}`).join('; '),
    headers: {
      'X-Request-Id': { $ref: '#/components/headers/X-Request-Id' },
      ...(waits ? { 'Retry-After': { $ref: '#/components/headers/Retry-After' } } : {}),
      ...(status === 401 ? { 'WWW-Authenticate': { $ref: '#/components/headers/WWW-Authenticate' } } : {}),
    },
    content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } },
  }
}
