import type { z } from 'zod'
import { type Operation, takesIdempotencyKey } from '../operations/operation.ts'
import { answersOf } from './answers.ts'
import { type JsonObject, toJsonSchema } from './json-schema.ts'

/** One operation object of the document. */
export function callOf(operation: Operation, components: JsonObject): JsonObject {
  const parameters = [
    ...parametersOf(operation.params, 'path', components),
    ...parametersOf(operation.query, 'query', components),
    ...(takesIdempotencyKey(operation) ? [{ $ref: '#/components/parameters/Idempotency-Key' }] : []),
    ...(operation.conditional === 'write' ? [{ $ref: '#/components/parameters/If-Match' }] : []),
  ]
  const scope = operation.scope ? `\n\nNeeds the scope \`${operation.scope}\`.` : ''
  return {
    operationId: operation.operationId,
    tags: [operation.tag],
    summary: operation.summary,
    description: operation.description + scope,
    security: securityOf(operation),
    ...(parameters.length > 0 ? { parameters } : {}),
    ...(operation.body ? { requestBody: requestBodyOf(operation, operation.body, components) } : {}),
    responses: answersOf(operation, components),
    ...(operation.scope ? { 'x-required-scope': operation.scope } : {}),
  }
}

/** A session, or that of a portal, takes the place of a key wherever a scope is asked for. */
function securityOf({ credential, scope }: Operation): JsonObject[] {
  if (credential === 'none') return []
  if (credential === 'session') return [{ session: [] }]
  if (credential === 'portal') return [{ portal: [] }]
  return [{ bearer: [] }, { apiKey: [] }, ...(scope === null ? [] : [{ session: [] }, { portal: [] }])]
}

function requestBodyOf(operation: Operation, body: z.ZodType, components: JsonObject): JsonObject {
  return {
    required: !operation.bodyOptional,
    content: {
      'application/json': {
        schema: toJsonSchema(body, components),
        ...(operation.bodyExample === undefined ? {} : { example: operation.bodyExample }),
      },
    },
  }
}

function parametersOf(schema: z.ZodObject | null, place: 'path' | 'query', components: JsonObject) {
  if (!schema) return []
  const json = toJsonSchema(schema, components)
  const required = new Set(Array.isArray(json['required']) ? json['required'] : [])
  return Object.entries((json['properties'] ?? {}) as Record<string, JsonObject>).map(
    ([name, { description, ...member }]) => ({
      name,
      in: place,
      required: place === 'path' || required.has(name),
      ...(description === undefined ? {} : { description }),
      schema: member,
    }),
  )
}
