import type { OperationId, operations } from '@keyturn/contract'
import type { Context, Effect, Engine, Principal } from '@keyturn/engine'
import type { z } from 'zod'
import type { SingleSignOn } from '../identity/oidc/single-sign-on.ts'

/** Every operation but those that take keys of any API. */
export type ManagedId = Exclude<OperationId, 'whoami' | 'forwardAuth'>

type OperationOf<Id extends ManagedId> = Extract<(typeof operations)[number], { operationId: Id }>
type Parsed<Schema> = Schema extends z.ZodType ? z.output<Schema> : Record<never, never>

/** A call that passed authentication and whose parts have the shapes of its operation. */
export type Call<Id extends ManagedId> = {
  engine: Engine
  principal: Principal
  ctx: Context
  params: Parsed<OperationOf<Id>['params']>
  query: Parsed<OperationOf<Id>['query']>
  body: Parsed<OperationOf<Id>['body']>
  /** From `If-Match`. */
  ifVersion: number | undefined
  /** As they came: for cookies that are no session's. */
  rawHeaders: string[]
  /** SHA-256 of the value of the session's cookie, valid or not; null without one. */
  session: Buffer | null
  /** Where clients reach this installation, without a trailing slash. */
  publicUrl: string
  singleSignOn: SingleSignOn
}

/** Text of a media type, made as fast as the client takes it. */
export type TextStream = { type: 'text/csv' | 'application/x-ndjson'; pieces: AsyncIterable<string> }

/** What to answer. `json` and `csv` are finished bodies, `stream` one that is written piece by piece; `effect` decides between the operation's status and 202. */
export type Answer = {
  /** Null says that there is none of what was asked for. */
  body?: object | null
  json?: string
  csv?: string
  stream?: TextStream
  effect?: Effect
  headers?: Record<string, string | string[]>
}

export type Handler<Id extends ManagedId> = (call: Call<Id>) => Promise<Answer>
