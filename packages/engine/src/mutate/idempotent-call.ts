/**
 * `Idempotency-Key`: a call that is sent again with the same key is answered again and not carried out again. What is
 * stored gives nothing away: the row's id is a digest over who asked for what under which key, and in which organization:
 * an answer never leaves that. The body is kept as an HMAC under that key, which itself is nowhere, together with the API
 * that the reach ended at: whoever reaches less or more by now gets neither the answer of then nor a second one of their
 * call. And the answer is kept without any secret.
 */
import { createHash, createHmac } from 'node:crypto'
import { callerIdOf } from '../access/principal.ts'
import { EngineError } from '../errors/engine-error.ts'
import type { Context } from './context.ts'

/** How long an answer is kept, in milliseconds. */
export const replaysKeptMs = 86_400_000

/** What is written down with the change, so that a repeated call finds it. */
export type Claim = { id: string; body: Buffer }

/** Null for a call that nobody means to repeat. */
export function claimOf({ principal, request, reach }: Context): Claim | null {
  const { idempotency, method, path } = request
  if (!idempotency) return null
  const parts = [
    principal.type,
    callerIdOf(principal),
    reach.organizationId,
    // Where the API stood before it was one with the body: answers of older versions are found.
    null,
    method,
    path,
    idempotency.key,
    idempotency.nextChange(),
  ]
  const body = reach.apiId === null ? idempotency.body : `${reach.apiId} ${idempotency.body}`
  return {
    id: createHash('sha256').update(JSON.stringify(parts), 'utf8').digest('base64url'),
    body: createHmac('sha256', idempotency.key).update(body, 'utf8').digest(),
  }
}

/**
 * The answer as it is kept. Secrets leave once: the members that its verb names are null ever after. Everything else
 * is as it was, whatever customers have called it or written into it.
 */
export function replayOf(result: unknown, secretMembers: readonly string[]): string {
  if (secretMembers.length === 0 || typeof result !== 'object') return JSON.stringify(result)
  return JSON.stringify({ ...result, ...Object.fromEntries(secretMembers.map(member => [member, null])) })
}

export function mismatch(): EngineError {
  return new EngineError(
    'idempotency_mismatch',
    'This Idempotency-Key was used for a request with another body, or before your permissions changed. Look at what it did, and use a new key for a new request.',
  )
}

export function stillRunning(): EngineError {
  return new EngineError(
    'conflict',
    'The first request with this Idempotency-Key is still being carried out. Send it again in a moment.',
    { retryAfterSeconds: 1 },
  )
}
