import type { ManagementScope } from '@keyturn/core'
import type { z } from 'zod'
import type { ProblemCode } from '../problems/problem-codes.ts'

export type Method = 'GET' | 'POST' | 'PATCH' | 'PUT' | 'DELETE'

/** What a successful call answers. `schema: null` is an empty body. */
export type Success = {
  status: 200 | 201 | 204
  description: string
  schema: z.ZodType | null
  example?: unknown
  /** Media types that it answers as text, on request or always. */
  textTypes?: readonly ('text/csv' | 'application/x-ndjson')[]
  /** Headers of its own and what they say. */
  headers?: Readonly<Record<string, string>>
}

/** One call of the HTTP API as data: the reference, the routes and the checks are made from it. */
export type Operation = {
  operationId: string
  method: Method
  /** Answers every method alike, because gateways pass on those of others; documented under `method` alone. */
  everyMethod?: true
  /** Path with `{name}` placeholders. */
  path: `/v1/${string}`
  tag: string
  summary: string
  description: string
  /** The management scope it needs; `null` for any valid key of any API, for gateways, and where `credential` is given. */
  scope: ManagementScope | null
  /**
   * Where it says which key, or the keys of which API, it is about: the `id` of its path is one of a key or of a reset
   * request, or `keyId` or `apiId` is in its query or body. Whom an API entrusts its keys to may call it then, and
   * nothing that does not say so (decision 0037).
   */
  about?: 'key' | 'reset_request' | 'keyId' | 'apiId'
  /**
   * Who may call it where that is not whoever has the scope: `session`, people who are signed in, about themselves;
   * `portal`, who is in a portal, about that; `none`, anybody on the pages of the installation.
   */
  credential?: 'session' | 'portal' | 'none'
  /** Of a call with `credential: 'session'`: it is about the organization of the request, which `Keyturn-Organization` names. */
  actsInOrganization?: true
  params: z.ZodObject | null
  query: z.ZodObject | null
  body: z.ZodObject | null
  /** An absent body means `{}`. */
  bodyOptional?: true
  bodyExample?: unknown
  success: Success
  /** Codes beyond those that every call may answer. */
  problems: readonly ProblemCode[]
  /** A POST that changes nothing, or records an event each time: it may be sent again without `Idempotency-Key`. */
  repeatable?: true
  /** May tighten a verdict: 202 with `Keyturn-Effective-By` when not yet confirmed everywhere. */
  tightens?: true
  /** `read` answers an `ETag`; `write` honours `If-Match` and answers the new `ETag`. */
  conditional?: 'read' | 'write'
}

/** Keeps the literal types of an operation, so that handlers know their input. */
export function defineOperation<const T extends Operation>(operation: T): T {
  return operation
}

/** Whether a call may be repeated under an `Idempotency-Key` without being carried out twice. */
export function takesIdempotencyKey(operation: Operation): boolean {
  return operation.method === 'POST' && operation.repeatable !== true
}
