import type { ServerResponse } from 'node:http'
import type { Guard } from '../guards/guard.ts'
import type { Refusal } from '../refusals/refusal.ts'
import { createRequestId } from './guard-controls.ts'

/** Answers with a refusal. */
export function answerNode(
  guard: Pick<Guard<never>, 'render'>,
  refusal: Refusal,
  response: ServerResponse,
): void {
  const { status, headers, body } = guard.render(refusal, createRequestId())
  response.writeHead(status, headers).end(body)
}
