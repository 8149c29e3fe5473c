import type { DecisionInput } from '@keyturn/core'
import { type KeptRequest, toKeptRequest } from './verification-event.ts'
import { requiredScopes, type VerifyInput } from './verify-input.ts'

/** A verification as it is decided on, and what will be kept of its request. */
export type Asked = {
  readonly input: VerifyInput
  readonly cost: number
  readonly decision: DecisionInput
  readonly kept: KeptRequest
}

/** Throws `invalid_input` where the scopes cannot be read. */
export function toAsked(input: VerifyInput): Asked {
  return toAskedAfter(input, null, null)
}

/** Those of a batch. Neighbours ask the same with other keys: what they share is one object, and read once. */
export function toAskedAll(inputs: readonly VerifyInput[]): Asked[] {
  const all: Asked[] = []
  for (const input of inputs) all.push(toAskedAfter(input, all.at(-1) ?? null, all.length))
  return all
}

function toAskedAfter(input: VerifyInput, before: Asked | null, index: number | null): Asked {
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
