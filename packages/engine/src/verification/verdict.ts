import { type VerdictCode, verdictDetail, verdictStatus } from '@keyturn/core'

export type LimitState = {
  name: string
  limit: number
  windowSeconds: number
  remaining: number
  resetSeconds: number
}

/** What a presented token is worth for a request. An answer, whatever its code. */
export type Verdict = {
  code: VerdictCode
  verificationId: string
  /** The key's public JSON, ready to send; null when malformed or not found. */
  keyJson: string | null
  missingScopes: readonly string[] | null
  rateLimits: readonly LimitState[] | null
  credits: { remaining: number } | null
  /** Where it was asked for and the key was denied. */
  explanation?: readonly string[]
}

/** The verdict as it goes over the wire. */
export function serializeVerdict(verdict: Verdict): string {
  const { code, verificationId, keyJson, missingScopes, rateLimits, credits, explanation } = verdict
  let json = `{"valid":${code === 'valid'},"code":"${code}","verificationId":"${verificationId}"`
  if (code !== 'valid') json += refusalJson(code, missingScopes)
  if (keyJson !== null) json += `,"key":${keyJson}`
  if (missingScopes !== null) json += `,"missingScopes":${JSON.stringify(missingScopes)}`
  if (rateLimits !== null) json += `,"rateLimits":[${rateLimits.map(limitJson).join(',')}]`
  if (credits !== null) json += `,"credits":{"remaining":${credits.remaining}}`
  if (explanation !== undefined) json += `,"explanation":${JSON.stringify(explanation)}`
  return `${json}}`
}

/** By hand: numbers and one name are written in a tenth of the time. */
function limitJson({ name, limit, windowSeconds, remaining, resetSeconds }: LimitState): string {
  return (
    `{"name":${JSON.stringify(name)},"limit":${limit},"windowSeconds":${windowSeconds},` +
    `"remaining":${remaining},"resetSeconds":${resetSeconds}}`
  )
}

function refusalJson(code: VerdictCode, missingScopes: readonly string[] | null): string {
  const detail = verdictDetail(code, { missingScopes: missingScopes ?? [] })
  return `,"status":${verdictStatus(code)},"detail":${JSON.stringify(detail)}`
}
