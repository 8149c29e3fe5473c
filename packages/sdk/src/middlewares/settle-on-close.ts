import type { ServerResponse } from 'node:http'
import type { Guard } from '../guards/guard.ts'
import type { AdmittedVerdict } from '../verdicts/verdict.ts'

export type SettledRequest = { verdict: AdmittedVerdict | null; startedAtMs: number }

/** The customary status for a caller that hung up before it was answered. */
const clientClosedRequest = 499

/**
 * Reports the outcome when the response has ended, one way or the other: `finish` and Fastify's `onResponse`
 * say nothing about callers that hang up.
 */
export function settleOnClose(
  guard: Pick<Guard<never>, 'settle'>,
  response: ServerResponse,
  admitted: SettledRequest,
): void {
  const settle = () => {
    const status = response.writableEnded ? response.statusCode : clientClosedRequest
    guard.settle(admitted.verdict, { status, durationMs: performance.now() - admitted.startedAtMs })
  }
  if (response.closed) settle()
  else response.once('close', settle)
}
