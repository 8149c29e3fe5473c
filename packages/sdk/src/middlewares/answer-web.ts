import type { Admission, Guard } from '../guards/guard.ts'
import type { Refusal } from '../refusals/refusal.ts'
import { createRequestId } from './guard-controls.ts'

/** The answer of a refusal. */
export function answerWeb(guard: Pick<Guard<never>, 'render'>, refusal: Refusal): Response {
  const { status, headers, body } = guard.render(refusal, createRequestId())
  return new Response(body, { status, headers })
}

/** The handler's answer with the state of the limits; a response of `Response.redirect` cannot be changed itself. */
export function withHeaders(response: Response, headers: Admission['headers']): Response {
  const entries = Object.entries(headers)
  if (entries.length === 0) return response
  const changed = new Response(response.body, response)
  for (const [name, value] of entries) changed.headers.set(name, value)
  return changed
}
