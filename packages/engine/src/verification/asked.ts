import { hash } from 'node:crypto'
import { type DecisionInput, isPresentableToken } from '@keyturn/core'
import { type KeptRequest, toKeptRequest } from './verification-event.ts'
import { requiredScopes, type VerifyInput } from './verify-input.ts'

/** What a token is decided on, and what will be kept of its request. */
export type Asked = {
  readonly input: Omit<VerifyInput, 'key'>
  readonly cost: number
  readonly decision: DecisionInput
  readonly kept: KeptRequest
}

/** A token and what is asked about it. */
export type AskedToken = { readonly token: string; readonly asked: Asked }

/** Null for what can be nobody's token. */
export function digestOf(token: string): string | null {
  return isPresentableToken(token) ? hash('sha256', token, 'binary') : null
}

/** Throws `invalid_input` where the scopes cannot be read. */
export function toAsked(input: Omit<VerifyInput, 'key'>): Asked {
  return toAskedAfter(input, null, null)
}

/** Those of a batch. Neighbours ask the same with other keys: what they share is one object, and read once. */
export function toAskedAll(inputs: readonly VerifyInput[]): AskedToken[] {
  const all: AskedToken[] = []
  let asked: Asked | null = null
  for (const input of inputs) {
    if (asked === null || !isSame(input, asked.input)) asked = toAskedAfter(input, asked, all.length)
    all.push({ token: input.key, asked })
  }
  return all
}

function isSame(one: Asked['input'], other: Asked['input']): boolean {
  return (
    one.request === other.request &&
    one.scopes === other.scopes &&
    one.apiId === other.apiId &&
    one.environment === other.environment &&
    one.organizationId === other.organizationId &&
    one.cost === other.cost &&
    one.explain === other.explain
  )
}

function toAskedAfter(input: Asked['input'], before: Asked | null, index: number | null): Asked {
  const { scopes, request, cost = 1 } = input
  const isSameRequest = before !== null && before.input.request === request
  const isSameScopes = before !== null && before.input.scopes === scopes
  return {
    input,
    cost,
    decision: {
      scopes: isSameScopes ? before.decision.scopes : requiredScopes(scopes, index),
      apiId: input.apiId ?? null,
      environment: input.environment ?? null,
      organizationId: input.organizationId ?? null,
      method: request?.method ?? null,
      path: request?.path ?? null,
      ip: request?.ip ?? null,
    },
    kept: isSameRequest ? before.kept : toKeptRequest(request),
  }
}
