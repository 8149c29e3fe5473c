import type { Operation } from '../operations/operation.ts'
import { operations } from '../operations/operations.ts'
import { problem } from '../problems/problem.ts'
import { callOf } from './calls.ts'
import { type JsonObject, toJsonSchema } from './json-schema.ts'

const tags = [
  { name: 'APIs', description: 'The HTTP APIs whose keys Keyturn manages.' },
  { name: 'Organizations', description: 'The customer companies that keys belong to.' },
  { name: 'Members', description: 'The people of organizations, and what they may do.' },
  { name: 'Single sign-on', description: 'Identity providers of organizations.' },
  { name: 'Keys', description: 'Issue, change, rotate and revoke keys.' },
  { name: 'Reset requests', description: 'Keys that somebody thinks are exposed, until it is decided.' },
  { name: 'Verification', description: 'Decide what a presented key is worth.' },
  { name: 'Usage', description: 'What keys were used for, and what became of it.' },
  { name: 'Audit', description: 'What people and programs changed.' },
  { name: 'Identity', description: 'What the presented key is.' },
  { name: 'Account', description: 'What people sign in with besides a password.' },
  { name: 'Operators', description: 'The staff of the vendor, who reach everything.' },
  { name: 'Portal', description: 'The key page of an API inside of the vendor’s own product.' },
  { name: 'System', description: 'The state of the whole installation.' },
  { name: 'Sign-in', description: 'People: the first owner, sessions and passwords.' },
]

const headers = {
  'X-Request-Id': { description: 'Id of the request; name it in a report.', schema: { type: 'string' } },
  ETag: { description: 'Version of the resource, for If-Match.', schema: { type: 'string' } },
  'Idempotency-Replayed': {
    description: '`true` when the answer is that of an earlier request with the same Idempotency-Key.',
    schema: { type: 'string', enum: ['true'] },
  },
  'Retry-After': { description: 'Seconds to wait.', schema: { type: 'integer', minimum: 0 } },
  'WWW-Authenticate': { description: 'The scheme to use.', schema: { type: 'string' } },
}

const parameters = {
  'Idempotency-Key': {
    name: 'Idempotency-Key',
    in: 'header',
    required: false,
    description:
      'Makes it safe to send the request again: for 24 hours the same key with the same body is answered as before, ' +
      'with `null` instead of a secret, and nothing is done twice.',
    schema: { type: 'string', minLength: 1, maxLength: 255 },
  },
  'If-Match': {
    name: 'If-Match',
    in: 'header',
    required: false,
    description: 'The ETag that the resource must still have; else 412.',
    schema: { type: 'string' },
  },
}

const securitySchemes = {
  bearer: { type: 'http', scheme: 'bearer', description: '`Authorization: Bearer <key>`' },
  apiKey: { type: 'apiKey', in: 'header', name: 'X-API-Key', description: '`X-API-Key: <key>`' },
  session: {
    type: 'apiKey',
    in: 'cookie',
    name: '__Host-keyturn',
    description:
      'The cookie of a person who is signed in; with an `Origin` of this installation. The header `Keyturn-Organization` ' +
      'says which organization a request acts in; without it that is the one that the session is switched to.',
  },
  portal: {
    type: 'apiKey',
    in: 'cookie',
    name: '__Host-keyturn-pts_…',
    description:
      'The cookie of a portal; with an `Origin` of this installation, and the header `Keyturn-Portal-Session`, which says ' +
      'which portal a request is made in. Without that header no cookie of a portal counts, and with it no other cookie.',
  },
}

/** The OpenAPI 3.1 document of the HTTP API. `serverUrl` is where this installation is reached. */
export function openApiDocument(input: { version: string; serverUrl: string }): JsonObject {
  const schemas: JsonObject = {}
  toJsonSchema(problem, schemas)
  return {
    openapi: '3.1.0',
    info: {
      title: 'Keyturn',
      version: input.version,
      summary: 'Self-hosted API key management.',
      description: 'Issue, verify, rotate, watch and revoke the API keys of your customers.',
      license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
    },
    servers: [{ url: input.serverUrl, description: 'This installation.' }],
    tags,
    paths: pathsOf(operations, schemas),
    components: { schemas, headers, parameters, securitySchemes },
  }
}

function pathsOf(list: readonly Operation[], schemas: JsonObject): JsonObject {
  const byPath = Map.groupBy(list, operation => operation.path)
  return Object.fromEntries(
    [...byPath].map(([path, calls]) => [
      path,
      Object.fromEntries(calls.map(call => [call.method.toLowerCase(), callOf(call, schemas)])),
    ]),
  )
}
