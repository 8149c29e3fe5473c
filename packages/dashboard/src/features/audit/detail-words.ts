import { permissionNames } from '@keyturn/contract/client'
import { exactText } from '../../shared/instants.ts'

/** One thing that an event tells, in words. */
export type Fact = { name: string; label: string; value: string }
export type Changed = { name: string; label: string; before: string; after: string }

/** What turns what is written down into words: the timezone of whoever reads it, and what APIs are called. */
export type Reading = { zone: string; apis: readonly { id: string; name: string }[] }

type Details = Readonly<Record<string, unknown>>

const none = 'None'

/** What a change has made different, member by member; null where the event tells no before and after. */
export function changedMembers({ before, after }: Details, reading: Reading): Changed[] | null {
  if (!isObject(before) || !isObject(after)) return null
  const names = [...new Set([...Object.keys(before), ...Object.keys(after)])]
  return names.flatMap(name => {
    // When it was, and why something was revoked, stands beside.
    if (name === 'updatedAt' || name === 'revokeReason') return []
    const [left, right] = [before, after].map(side => valueWords(name, side[name], reading))
    if (left === undefined || right === undefined || left === right) return []
    return [{ name, label: labelOf(name), before: left, after: right }]
  })
}

/** All else that an event tells. Of what was made or is gone, what it had; what it had none of is left out. */
export function toldFacts({ before, after, ...rest }: Details, reading: Reading): Fact[] {
  const isChange = isObject(before) && isObject(after)
  const sides = isChange ? {} : { ...asMembers(before), ...asMembers(after) }
  const members = { ...rest, ...asMembers(rest['request']), ...sides }
  return Object.entries(members).flatMap(([name, value]) => {
    if (beside.has(name) || isNothing(value)) return []
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

const units = ['Seconds', 'Days', 'Ms'] as const

/** `rateLimits` as the screens call it, and what they have no word for in words all the same. */
function labelOf(name: string): string {
  const known = labels[name]
  if (known !== undefined) return known
  const unit = units.find(each => name.endsWith(each)) ?? ''
  const plain = name.slice(0, name.length - unit.length).replace(/(?<=.)(?:At|Id)$/, '')
  const words = plain
    .replaceAll(/(?<=[a-z\d])[A-Z]/g, letter => ` ${letter.toLowerCase()}`)
    .replaceAll('_', ' ')
    .replaceAll(/\b(?:api|ip|url|mfa)s?\b/g, word =>
      word.replace(/^(?:api|ip|url|mfa)/, each => each.toUpperCase()),
    )
  return words.charAt(0).toUpperCase() + words.slice(1)
}

const instantPattern = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?Z$/

function valueWords(name: string, value: unknown, reading: Reading): string {
  // Its members are called what its owner likes.
  if (name === 'metadata' && isObject(value) && Object.keys(value).length > 0) return JSON.stringify(value)
  if (value !== false && isNothing(value)) return none
  if (typeof value === 'boolean') return value ? 'Yes' : 'No'
  if (typeof value === 'number') return `${value.toLocaleString('en')}${unitWords(name)}`
  if (typeof value === 'string') return textWords(name, value, reading)
  if (Array.isArray(value)) {
    const words = value.map(each => valueWords(name, each, reading))
    return words.join(value.some(isObject) ? '; ' : ', ')
  }
  return isObject(value) ? objectWords(value, reading) : String(value)
}

function textWords(name: string, text: string, reading: Reading): string {
  if (name === 'apiId') return reading.apis.find(({ id }) => id === text)?.name ?? text
  if (instantPattern.test(text)) return exactText(text, reading.zone)
  if (permissionMembers.has(name)) return permissionText(text)
  return text
}

const permissionMembers = new Set(['permission', 'permissions', 'requires'])

function permissionText(text: string): string {
  return Object.entries(permissionNames).find(([permission]) => permission === text)?.[1] ?? text
}

function unitWords(name: string): string {
  const unit = units.find(each => name.endsWith(each))
  return unit === undefined ? '' : ` ${unit.toLowerCase()}`
}

/** Who or what it is by its name; else all that it has, one after the other. */
function objectWords(object: Details, reading: Reading): string {
  const { name, id, type, method, path } = object
  if (typeof method === 'string' && typeof path === 'string') return `${method} ${path}`
  if (type !== undefined && id !== undefined) return typeof name === 'string' ? name : String(id)
  return Object.entries(object)
    .filter(([, value]) => !isNothing(value))
    .map(([member, value]) => {
      const words = valueWords(member, value, reading)
      const label = labelOf(member).replace(/^[A-Z](?![A-Z])/, letter => letter.toLowerCase())
      return `${label}: ${isPlain(value) ? `(${words})` : words}`
    })
    .join(', ')
}

function isPlain(value: unknown): boolean {
  return isObject(value) && value['id'] === undefined
}

/** What nothing was set to: words for it would only be in the way. */
function isNothing(value: unknown): boolean {
  if (Array.isArray(value)) return value.length === 0
  if (isObject(value)) return Object.values(value).every(isNothing)
  return value === undefined || value === null || value === '' || value === false
}

function asMembers(value: unknown): Details {
  return isObject(value) ? value : {}
}

function isObject(value: unknown): value is Details {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
