import type { ApiView, KeyView } from '@keyturn/contract/client'
import { dateAfter, dayText } from '../../shared/instants.ts'
import { readLimits } from '../../shared/rate-limits.ts'
import { readEndpoints, readLines } from '../../shared/typed-lists.ts'
import { type DraftView, expiryOf, type KeyDraft, lacksDate, typeOf } from './key-draft.ts'

/** What is said of a key, whether it is there already or is about to be made. */
type Policy = {
  name: string
  environment: string
  scopes: readonly string[]
  places: readonly string[]
  endpoints: readonly { method: string; path: string }[]
  limits: readonly { limit: number; windowSeconds: number }[]
  credits: string | null
  /** When it stops, such as `at the end of 18 Feb 2027`. */
  end: string | null
  rotationDay: string | null
}

type Rules = Pick<ApiView, 'name' | 'scopes'>

/** The whole policy of a draft, read back in words. */
export function policyWords(draft: KeyDraft, api: Rules, view: DraftView): string {
  const { now, zone, rules } = view
  const day = expiryOf(draft, now, zone, rules)
  const when = draft.expiry === 'longest' ? 'on' : 'at the end of'
  const policy: Policy = {
    name: draft.name,
    environment: draft.environment,
    scopes: draft.scopes,
    places: readLines(draft.allowedIps),
    endpoints: readEndpoints(draft.allowedEndpoints),
    limits: readLimits(draft.limits),
    credits: draft.credits === '' ? null : `${draft.credits} credits in all`,
    end: lacksDate(draft)
      ? 'on a day that is not chosen yet'
      : day && `${when} ${dayText(`${day}T12:00:00Z`, zone)}`,
    rotationDay: rotationDay(draft, api, view),
  }
  return sentences(policy, api, 'will work')
}

/** The policy of a key as it is, in words. */
export function keyWords(key: KeyView, api: Rules, zone: string): string {
  const policy: Policy = {
    ...key,
    places: key.allowedIps ?? [],
    endpoints: key.allowedEndpoints ?? [],
    limits: key.rateLimits,
    credits: key.credits === null ? null : `${key.credits.remaining.toLocaleString('en')} credits left`,
    end: key.expiresAt === null ? null : `at the end of ${dayText(key.expiresAt, zone)}`,
    rotationDay: key.rotateBy === null ? null : dayText(key.rotateBy, zone),
  }
  return sentences(policy, api, 'works')
}

/** When a key of this draft is due for rotation. */
export function rotationDay(
  draft: KeyDraft,
  api: Pick<ApiView, 'scopes'>,
  { now, zone, rules }: DraftView,
): string {
  const ofType = rules.rotation[typeOf(draft, api)]
  const days = Math.min(draft.rotateEveryDays === '' ? ofType : Number(draft.rotateEveryDays), ofType)
  return dayText(`${dateAfter(days, now, zone)}T12:00:00Z`, zone)
}

function sentences(policy: Policy, api: Rules, verb: string): string {
  const name = policy.name.trim() === '' ? 'This key' : `“${policy.name.trim()}”`
  return [
    `${name} ${verb} in ${environmentWords(policy.environment)} of ${api.name}${placesWords(policy)}.`,
    scopeWords(policy, api),
    `${limitWords(policy)}It ${expiryWords(policy)}, and ${rotationWords(policy)}.`,
  ]
    .filter(sentence => sentence !== '')
    .join(' ')
}

function environmentWords(environment: string): string {
  if (environment === 'live') return 'production'
  return environment === 'test' ? 'the sandbox' : `the environment ${environment}`
}

function placesWords({ places }: Policy): string {
  return places.length === 0 ? ', from anywhere' : `, from ${listWords(places)} only`
}

function scopeWords({ scopes, endpoints }: Policy, api: Pick<ApiView, 'scopes'>): string {
  const calls = endpoints.map(({ method, path }) => (method === '*' ? path : `${method} ${path}`))
  const where = calls.length === 0 ? '' : ` It can call ${listWords(calls)} and nothing else.`
  if (api.scopes.length === 0) return where.trim()
  if (scopes.length === 0) return `It may do nothing yet: no scope is chosen.${where}`
  const all = api.scopes.every(({ name }) => scopes.includes(name))
  return `It may ${all ? 'do everything this API offers' : `use ${listWords(scopes)}`}.${where}`
}

function limitWords({ limits, credits }: Policy): string {
  const parts = limits.map(
    ({ limit, windowSeconds }) => `at most ${limit} requests in ${windowSeconds} seconds`,
  )
  if (credits !== null) parts.push(credits)
  return parts.length === 0 ? '' : `It has ${listWords(parts)}. `
}

function expiryWords({ end }: Policy): string {
  return end === null ? 'never expires' : `stops working ${end}`
}

function rotationWords({ rotationDay: day }: Policy): string {
  return day === null ? 'has no day on which it is due for rotation' : `is due for rotation by ${day}`
}

/** `a, b and c`. */
function listWords(words: readonly string[]): string {
  if (words.length < 2) return words.join('')
  return `${words.slice(0, -1).join(', ')} and ${words.at(-1)}`
}
