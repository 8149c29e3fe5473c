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

/** What a gateway learns of a verdict: whose key it is, not all that is known of it. */
export type Admission = Pick<Verdict, 'code' | 'missingScopes' | 'rateLimits'> & {
  /** Null when malformed or not found. */
  key: KeyIdentity | null
}

/** `scopes`: what the key has after its organization's ceiling and its API's list; keys with the same share a list. */
export type KeyIdentity = { id: string; organizationId: string; scopes: readonly string[] }

/** The verdict as it goes over the wire. Text is joined in few pieces: of an answer's cost they are the most. */
export function serializeVerdict(verdict: Verdict): string {
  const { code, verificationId, keyJson, missingScopes, rateLimits, credits, explanation } = verdict
  const key = keyJson === null ? '' : `,"key":${keyJson}`
  let json =
    code === 'valid'
      ? `{"valid":true,"code":"valid","verificationId":"${verificationId}"${key}`
      : `{"valid":false,"code":"${code}","verificationId":"${verificationId}"${refusalJson(code, missingScopes)}${key}`
  if (missingScopes !== null) json += `,"missingScopes":${JSON.stringify(missingScopes)}`
  if (rateLimits !== null) json += `,"rateLimits":[${limitsJson(rateLimits)}]`
  if (credits !== null) json += `,"credits":{"remaining":${credits.remaining}}`
  if (explanation !== undefined) json += `,"explanation":${JSON.stringify(explanation)}`
  return `${json}}`
}

/** Those of a batch, in their order. */
export function serializeVerdicts(verdicts: readonly Verdict[]): string {
  let json = ''
  for (const verdict of verdicts)
    json += json === '' ? serializeVerdict(verdict) : `,${serializeVerdict(verdict)}`
  return `{"data":[${json}]}`
}

function limitsJson(limits: readonly LimitState[]): string {
  let json = ''
  for (const { name, limit, windowSeconds, remaining, resetSeconds } of limits)
    json +=
      `${json === '' ? '' : ','}{"name":${quoted(name)},"limit":${limit},"windowSeconds":${windowSeconds},` +
      `"remaining":${remaining},"resetSeconds":${resetSeconds}}`
  return json
}

/** Names of limits are few. */
const quotedNames = new Map<string, string>()
const quotedNamesMax = 1_000

function quoted(name: string): string {
  const known = quotedNames.get(name)
  if (known !== undefined) return known
  const json = JSON.stringify(name)
  if (quotedNames.size >= quotedNamesMax) quotedNames.clear()
  quotedNames.set(name, json)
  return json
}

function refusalJson(code: VerdictCode, missingScopes: readonly string[] | null): string {
  const detail = verdictDetail(code, { missingScopes: missingScopes ?? [] })
  return `,"status":${verdictStatus(code)},"detail":${JSON.stringify(detail)}`
}
