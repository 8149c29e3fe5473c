import { permissionNames } from '@keyturn/contract/client'
import { exactText, offsetText, secondText } from '../../shared/instants.ts'
import { countWords } from '../../shared/quantities.ts'

/** One thing that an event tells, in words. */
export type Fact = { name: string; label: string; value: string }
/** Null where there was none, or is none any more. */
export type Changed = { name: string; label: string; before: string | null; after: string | null }

/** What turns what is written down into words: the timezone of whoever reads it, and what APIs are called. */
export type Reading = { zone: string; apis: readonly { id: string; name: string }[] }

type Details = Readonly<Record<string, unknown>>

/** What stands for null. */
export const none = 'None'

/** What a change has made different, member by member; null where the event tells no before and after. */
export function changedMembers({ before, after }: Details, reading: Reading): Changed[] | null {
  if (!isObject(before) || !isObject(after)) return null
  const names = [...new Set([...Object.keys(before), ...Object.keys(after)])]
  return names.flatMap(name => {
    // When it was, and why something was revoked, stands beside.
    if (name === 'updatedAt' || name === 'revokeReason') return []
    const [left, right] = [before[name] ?? null, after[name] ?? null]
    if (JSON.stringify(left) === JSON.stringify(right)) return []
    return [{ name, label: labelOf(name), ...toldApart(name, [left, right], reading) }]
  })
}

/** In words; more exactly where both have the same ones, and as it is written down where that says the same too. */
function toldApart(
  name: string,
  [before, after]: [unknown, unknown],
  reading: Reading,
): Pick<Changed, 'before' | 'after'> {
  const told = (words: (value: unknown) => string | null) => ({ before: words(before), after: words(after) })
  const inWords = (how: WordsHow) =>
    told(value => (isNothing(name, value) ? null : valueWords(name, value, how)))
  const ways = [inWords(reading), inWords({ ...reading, isExact: true })]
  return (
    ways.find(way => (way.before ?? none) !== (way.after ?? none)) ??
    told(value => (value === null ? null : JSON.stringify(value)))
  )
}

/** Exact words have the offset of a time, and the id of who or what has a name. */
type WordsHow = Reading & { isExact?: true }

/** All else that an event tells. Of what was made or is gone, what it had; what it had none of is left out. */
export function toldFacts({ before, after, ...rest }: Details, reading: Reading): Fact[] {
  const isChange = isObject(before) && isObject(after)
  const sides = isChange ? {} : { ...asMembers(before), ...asMembers(after) }
  const members = { ...rest, ...asMembers(rest['request']), ...sides }
  return Object.entries(members).flatMap(([name, value]) => {
    if (beside.has(name) || isNothing(name, value)) return []
    return [{ name, label: labelOf(name), value: valueWords(name, value, reading) }]
  })
}

/** What an invitation or a member is called where the event itself has it. */
export function nameIn(details: Details | null): string | null {
  const { name = null, email = null } = {
    ...asMembers(details?.['before']),
    ...asMembers(details?.['after']),
  }
  return [name, email].find(each => typeof each === 'string') ?? null
}

/** Stands elsewhere in the event. */
const beside = new Set(['id', 'organizationId', 'request', 'createdAt', 'updatedAt'])

const labels: Readonly<Record<string, string>> = {
  allowedEndpoints: 'Allowed endpoints',
  allowedIps: 'Allowed addresses',
  apiId: 'API',
  createdBy: 'Made by',
  decision: 'Decided',
  email: 'E-mail',
  emailDomains: 'Domains of addresses',
  enabled: 'Switched on',
  expiresAt: 'Expires',
  externalId: 'External id',
  for: 'For',
  invitedBy: 'Invited by',
  makerLeft: 'Maker has left',
  maxLifetimeDays: 'Longest lifetime',
  rateLimits: 'Limits',
  requestedBy: 'Asked by',
  requireMfa: 'Asks for a second factor',
  reveal: 'Tokens are shown',
  rotateBy: 'Rotation due',
  rotateEveryDays: 'Rotate every',
  scopeCeiling: 'Ceiling',
  start: 'Begins with',
}

const units: Readonly<Record<string, (value: number) => string>> = {
  Seconds: value => countWords(value, 'second'),
  Days: value => countWords(value, 'day'),
  Ms: value => `${value.toLocaleString('en')} ms`,
}

/** `rateLimits` as the screens call it, and what they have no word for in words all the same. */
function labelOf(name: string): string {
  const known = Object.hasOwn(labels, name) ? labels[name] : undefined
  if (known !== undefined) return known
  const unit = unitOf(name) ?? ''
  const plain = name.slice(0, name.length - unit.length).replace(/(?<=.)(?:At|Id)$/, '')
  const words = plain
    .replaceAll(/(?<=[a-z\d])[A-Z]/g, letter => ` ${letter.toLowerCase()}`)
    .replaceAll('_', ' ')
    .replaceAll(/\b(?:api|ip|url|mfa)s?\b/g, word =>
      word.replace(/^(?:api|ip|url|mfa)/, each => each.toUpperCase()),
    )
  return words.charAt(0).toUpperCase() + words.slice(1)
}

function unitOf(name: string): string | undefined {
  return Object.keys(units).find(unit => name.endsWith(unit))
}

function valueWords(name: string, value: unknown, how: WordsHow): string {
  // Its members are called what its owner likes.
  if (name === 'metadata') return JSON.stringify(value)
  if (typeof value === 'boolean') return value ? 'Yes' : 'No'
  if (typeof value === 'number') return numberWords(name, value)
  if (typeof value === 'string') return textWords(name, value, how)
  if (Array.isArray(value)) {
    const words = value.map(each => valueWords(name, each, how))
    return words.join(value.some(isObject) ? '; ' : ', ')
  }
  if (!isObject(value)) return String(value)
  return name === 'rotation' ? rotationWords(value) : objectWords(value, how)
}

function numberWords(name: string, value: number): string {
  const words = units[unitOf(name) ?? '']
  return words === undefined ? value.toLocaleString('en') : words(value)
}

/** By the type of key, in days. */
function rotationWords(rotation: Details): string {
  return Object.entries(rotation)
    .map(([type, days]) => `${type}: ${countWords(Number(days), 'day')}`)
    .join(', ')
}

function textWords(name: string, text: string, how: WordsHow): string {
  if (name === 'apiId') return namedText(how.apis.find(({ id }) => id === text)?.name, text, how)
  if (isTime(name) && instantPattern.test(text)) return timeWords(text, how)
  if (permissionMembers.has(name)) return permissionText(text)
  return text
}

/** What people write is shown as they have written it, whatever it looks like. */
function isTime(name: string): boolean {
  return name.endsWith('At') || name === 'rotateBy'
}

const instantPattern = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?Z$/

function timeWords(at: string, { zone, isExact }: WordsHow): string {
  return isExact ? `${secondText(at, zone)} ${offsetText(at, zone)} (${zone})` : exactText(at, zone)
}

function namedText(name: string | undefined, id: string, { isExact }: WordsHow): string {
  if (name === undefined) return id
  return isExact ? `${name} (${id})` : name
}

const permissionMembers = new Set(['permission', 'permissions', 'requires'])

function permissionText(text: string): string {
  return Object.entries(permissionNames).find(([permission]) => permission === text)?.[1] ?? text
}

/** Who or what it is by its name; else all that it has, one after the other. */
function objectWords(object: Details, how: WordsHow): string {
  const { name, id, type, method, path } = object
  if (typeof method === 'string' && typeof path === 'string') return `${method} ${path}`
  if (type !== undefined && id !== undefined) {
    return namedText(typeof name === 'string' ? name : undefined, String(id), how)
  }
  return Object.entries(object)
    .filter(([member, value]) => !isNothing(member, value))
    .map(([member, value]) => {
      const words = valueWords(member, value, how)
      const label = labelOf(member).replace(/^[A-Z](?![A-Z])/, letter => letter.toLowerCase())
      return `${label}: ${isPlain(value) ? `(${words})` : words}`
    })
    .join(', ')
}

function isPlain(value: unknown): boolean {
  return isObject(value) && value['id'] === undefined
}

/** What nothing was set to: words for it would only be in the way. What owners name themselves is theirs to judge. */
function isNothing(name: string, value: unknown): boolean {
  if (Array.isArray(value)) return value.length === 0
  if (isObject(value)) {
    const members = Object.entries(value)
    return name === 'metadata'
      ? members.length === 0
      : members.every(([member, each]) => isNothing(member, each))
  }
  return value === undefined || value === null || value === ''
}

function asMembers(value: unknown): Details {
  return isObject(value) ? value : {}
}

function isObject(value: unknown): value is Details {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
