import type { z } from 'zod'

type RawIssue = Parameters<z.core.$ZodErrorMap>[0]

const kinds = new Map([
  ['string', 'text'],
  ['int', 'a whole number'],
  ['number', 'a number'],
  ['boolean', 'true or false'],
  ['array', 'a list'],
  ['object', 'an object'],
  ['record', 'an object'],
])

/** What is wrong with a member, as the end of a sentence that begins with its name; fields that say it themselves win. */
export function describeIssue(issue: RawIssue): string {
  if (issue.input === undefined && issue.code !== 'unrecognized_keys') return 'is needed'
  switch (issue.code) {
    case 'invalid_type':
      return `must be ${kinds.get(issue.expected) ?? 'of another type'}`
    case 'invalid_value':
      return `must be ${listed(issue.values)}`
    case 'too_small':
      return tooSmall(issue.origin, Number(issue.minimum))
    case 'too_big':
      return `must ${sized(issue.origin)} at most ${amount(issue.origin, Number(issue.maximum))}`
    default:
      return 'has another form than this call takes'
  }
}

/** `name is needed.`, `rateLimits[0].limit must be at least 1.` */
export function sentence(path: readonly PropertyKey[], message: string): string {
  const name = path.map((step, at) => (typeof step === 'number' ? `[${step}]` : stepName(step, at))).join('')
  return `${name === '' ? 'The body' : name} ${message}${message.endsWith('.') ? '' : '.'}`
}

function stepName(step: PropertyKey, at: number): string {
  return `${at === 0 ? '' : '.'}${String(step).slice(0, 100)}`
}

function listed(values: readonly unknown[]): string {
  const texts = values.map(String)
  return texts.length < 2 ? texts.join('') : `one of ${texts.slice(0, -1).join(', ')} and ${texts.at(-1)}`
}

function tooSmall(origin: string, minimum: number): string {
  if (minimum === 1 && hasLength(origin)) return 'must not be empty'
  return `must ${sized(origin)} at least ${amount(origin, minimum)}`
}

function hasLength(origin: string): boolean {
  return origin === 'string' || origin === 'array'
}

function sized(origin: string): string {
  return hasLength(origin) ? 'have' : 'be'
}

function amount(origin: string, count: number): string {
  if (!hasLength(origin)) return String(count)
  const noun = origin === 'string' ? 'character' : 'item'
  return `${count} ${noun}${count === 1 ? '' : 's'}`
}
