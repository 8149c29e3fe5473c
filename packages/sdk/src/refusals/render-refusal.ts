import { quotedString } from '@keyturn/core'
import type { Refusal } from './refusal.ts'

export type RenderOptions = {
  requestId: string
  /** Named in WWW-Authenticate. */
  realm: string
  /** Help pages; `type` is this address plus `#<code>`. Absent: `about:blank`. */
  helpUrl: string | undefined
}

export type RenderedRefusal = { status: number; headers: Record<string, string>; body: string }

/** Turns a refusal into a problem (RFC 9457); 401 and a lack of scopes carry a challenge (RFC 9110 11.6.1, RFC 6750 3). */
export function renderRefusal(refusal: Refusal, options: RenderOptions): RenderedRefusal {
  const headers: Record<string, string> = {
    'content-type': 'application/problem+json',
    'cache-control': 'no-store',
    'x-request-id': options.requestId,
    ...refusal.headers,
  }
  const challenge = challengeOf(refusal)
  if (challenge !== null)
    headers['www-authenticate'] = `Bearer realm=${quotedString(options.realm)}${challenge}`
  const body = JSON.stringify({
    type: options.helpUrl === undefined ? 'about:blank' : `${options.helpUrl}#${refusal.code}`,
    title: refusal.title,
    status: refusal.status,
    code: refusal.code,
    detail: refusal.detail,
    requestId: options.requestId,
  })
  return { status: refusal.status, headers, body }
}

function challengeOf({ status, code, scopes }: Refusal): string | null {
  if (code === 'insufficient_scope') {
    const needed = scopes === undefined ? '' : `, scope=${quotedString(scopes.join(' '))}`
    return `, error="insufficient_scope"${needed}`
  }
  if (status !== 401) return null
  return code === 'missing_credential' ? '' : ', error="invalid_token"'
}
