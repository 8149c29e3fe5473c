import { type Operation, takesIdempotencyKey } from '@keyturn/contract'
import {
  authorise,
  type Context,
  type Engine,
  entrustedPrincipal,
  findResetKey,
  type KeyOrApi,
  mayBeEntrusted,
  type Principal,
  versionOf,
} from '@keyturn/engine'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { admit } from '../http/admit.ts'
import type { ClientAddress } from '../http/client-address.ts'
import { entityTag, ifMatchVersion } from '../http/entity-tag.ts'
import { idempotentRequest } from '../http/idempotent-request.ts'
import { nothingHere } from '../http/nothing-here.ts'
import { parseBody, parseParameters } from '../http/parse-input.ts'
import { parseQuery } from '../http/parse-query.ts'
import { requestInfo } from '../http/request-info.ts'
import type { SingleSignOn } from '../identity/oidc/single-sign-on.ts'
import type { OwnPages } from '../identity/sessions/own-pages.ts'
import { presentedSession } from '../identity/sessions/session-cookie.ts'
import type { Answer } from './call.ts'
import { noMembers } from './no-members.ts'
import { sendStream } from './send-stream.ts'

export type RouteOptions = {
  engine: Engine
  clientAddress: ClientAddress
  pages: OwnPages
  /** Where clients reach this installation, without a trailing slash. */
  publicUrl: string
  singleSignOn: SingleSignOn
}

type AnyHandler = (call: never) => Promise<Answer>

/** Serves one operation: authenticate, parse by its schemas, call the handler, answer. */
export function registerOperation(
  app: FastifyInstance,
  operation: Operation,
  input: { handler: AnyHandler; options: RouteOptions },
): void {
  const { engine, clientAddress, pages, publicUrl, singleSignOn } = input.options
  app.route({
    method: operation.method,
    url: operation.path.replaceAll(/\{(\w+)\}/g, ':$1'),
    onRequest: async request => {
      const info = requestInfo(request, clientAddress)
      const principal = await admit(request, operation, { engine, pages, info })
      // Before anything of the body is read: who may not call learns nothing about what the call takes.
      const { scope, about } = operation
      if (scope !== null && (about === undefined || !mayBeEntrusted(principal, scope))) {
        authorise(principal, scope)
      }
      request.caller = { info, principal }
    },
    handler: async (request, reply) => {
      if (!request.caller) throw new Error('a route without authentication')
      const { info } = request.caller
      const parts = parseParts(operation, request)
      const principal = await entrusted(operation, parts, engine.context(request.caller.principal, info))
      const idempotency = takesIdempotencyKey(operation) ? idempotentRequest(request, parts.body) : null
      const call = {
        engine,
        principal,
        ctx: engine.context(principal, idempotency === null ? info : { ...info, idempotency }),
        ...parts,
        ifVersion: operation.conditional === 'write' ? versionFrom(request) : undefined,
        rawHeaders: request.raw.rawHeaders,
        session: presentedSession(request.raw),
        publicUrl,
        singleSignOn,
      }
      // The table in routes.ts pairs each handler with its operation; here the pair is no longer visible.
      const answer = await input.handler(call as never)
      if (idempotency?.isReplayed) reply.header('idempotency-replayed', 'true')
      return send(reply, operation, answer)
    },
  })
}

/** Who calls, with what the API of the key in question entrusts to them. Throws where they lack the scope even so. */
async function entrusted(operation: Operation, parts: Parts, ctx: Context): Promise<Principal> {
  const { scope, about } = operation
  if (scope === null || about === undefined || !mayBeEntrusted(ctx.principal, scope)) return ctx.principal
  const principal = await entrustedPrincipal(ctx, scope, await aboutWhat(about, parts, ctx))
  authorise(principal, scope)
  return principal
}

async function aboutWhat(
  about: NonNullable<Operation['about']>,
  { params, query, body }: Parts,
  ctx: Context,
): Promise<KeyOrApi> {
  const id = textOf(params, 'id')
  if (about === 'key') return { keyId: id }
  if (about === 'reset_request') {
    return id === undefined ? {} : { keyId: await findResetKey(ctx, { requestId: id }) }
  }
  return { [about]: textOf(query, about) ?? textOf(body, about) }
}

function textOf(members: unknown, name: string): string | undefined {
  if (typeof members !== 'object' || members === null) return undefined
  const value: unknown = Reflect.get(members, name)
  return typeof value === 'string' ? value : undefined
}

type Parts = ReturnType<typeof parseParts>

function parseParts(operation: Operation, request: FastifyRequest) {
  const parameters = parseQuery(request.raw.url ?? '')
  return {
    params: parseIds(operation, request),
    query: parseParameters(operation.query ?? noMembers, parameters),
    body: parseBody(operation.body ?? noMembers, bodyOf(operation, request)),
  }
}

/** An id that cannot be one is answered like one that does not exist. */
function parseIds(operation: Operation, request: FastifyRequest) {
  if (operation.params === null) return {}
  const parsed = operation.params.safeParse(request.params)
  if (parsed.success) return parsed.data
  throw nothingHere()
}

/** An absent body is `{}` where the operation says so, or where it takes none at all. */
function bodyOf(operation: Operation, request: FastifyRequest): unknown {
  if (operation.method === 'GET') return {}
  const mayBeAbsent = operation.body === null || operation.bodyOptional === true
  return request.body === undefined && mayBeAbsent ? {} : request.body
}

function versionFrom(request: FastifyRequest): number | undefined {
  return ifMatchVersion(request.headers['if-match']) ?? undefined
}

function send(
  reply: FastifyReply,
  operation: Operation,
  answer: Answer,
): FastifyReply | Promise<FastifyReply> {
  const { effect } = answer
  const isConfirmed = effect === undefined || effect.everywhere
  reply.code(isConfirmed ? operation.success.status : 202)
  if (effect && !effect.everywhere) reply.header('keyturn-effective-by', effect.effectiveBy)
  reply.headers(answer.headers ?? {})
  if (answer.stream) return sendStream(reply, answer.stream)
  if (operation.success.schema === null) return reply.send()
  if (answer.csv !== undefined) return reply.type('text/csv; charset=utf-8').send(answer.csv)
  const version = operation.conditional && answer.body ? versionOf(answer.body) : null
  if (version !== null) reply.header('etag', entityTag(version))
  return reply
    .header('content-type', 'application/json; charset=utf-8')
    .send(answer.json ?? JSON.stringify(answer.body === undefined ? {} : answer.body))
}
