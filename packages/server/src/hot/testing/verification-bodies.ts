import { operations } from '@keyturn/contract'
import * as fc from 'fast-check'
import { parseBody } from '../../http/parse-input.ts'
import { parseJson } from '../../http/parse-json.ts'
import { JsonCursor } from '../json-cursor.ts'

function schemaOf(id: string) {
  const body = operations.find(({ operationId }) => operationId === id)?.body
  if (!body) throw new Error(`${id} has no body`)
  return body
}

/** What the ordinary lane makes of a body; undefined where it refuses. */
export function ordinary(id: string, text: string): unknown {
  try {
    return parseBody(schemaOf(id), parseJson(Buffer.from(text)))
  } catch {
    return undefined
  }
}

export function cursorOver(text: string): JsonCursor {
  // Something on both sides, as in a chunk: a scanner that reads past its body takes it in.
  const bytes = Buffer.from(`}"],${text}]}"`)
  return new JsonCursor(bytes, bytes.toString('latin1'), { start: 4, end: bytes.length - 3 })
}

const plain = fc.string({ unit: fc.constantFrom(..."aZ09:_./ {}[],'*"), maxLength: 70 })
const text = fc.oneof(
  plain,
  fc.constantFrom(
    '',
    'leads:read',
    '*',
    'a'.repeat(64),
    'a'.repeat(65),
    'a'.repeat(1025),
    'é',
    '\u0000',
    '"',
    '\\',
    '\u007f',
  ),
  fc.string(),
)
const value = fc.oneof(
  text,
  fc.integer(),
  fc.double(),
  fc.constantFrom(0, -0, 1, 1_000_000_000, 1_000_000_001, 1e21, true, false, null),
  fc.array(fc.oneof(text, fc.integer()), { maxLength: 3 }),
)
const names = [
  'key',
  'apiId',
  'environment',
  'organizationId',
  'scopes',
  'cost',
  'explain',
  'request',
  '__proto__',
  'x',
]
const observed = fc.dictionary(
  fc.constantFrom('method', 'path', 'ip', 'userAgent', 'origin', 'Ip', 'toString'),
  fc.oneof({ weight: 5, arbitrary: plain }, value),
)
const members = fc.array(
  fc.tuple(
    fc.constantFrom(...names),
    fc.oneof({ weight: 4, arbitrary: plain }, { weight: 2, arbitrary: value }, observed),
  ),
  { maxLength: 7 },
)
const space = fc.constantFrom('', '', '', ' ', '\n', '\t\r ', '\u00a0')
/** Objects as text, so that members can repeat. */
export const object = fc.tuple(members, space, fc.boolean()).map(([list, gap, hasKey]) => {
  const all = hasKey ? [['key', 'ee_live_1'] as const, ...list] : list
  return `${gap}{${all.map(([name, each]) => `${gap}${JSON.stringify(name)}${gap}:${gap}${JSON.stringify(each)}`).join(`${gap},`)}${gap}}${gap}`
})
/** A character more, less, or another one. */
export const damaged = fc
  .tuple(object, fc.nat(), fc.string({ maxLength: 1 }), fc.nat({ max: 1 }))
  .map(([whole, seed, insert, cut]) => {
    const at = seed % (whole.length + 1)
    return whole.slice(0, at) + insert + whole.slice(at + cut)
  })

/** Plain enough that the scanner has to take whatever the schema takes. */
export const isPlain = (body: string) =>
  /^[\x20-\x7e\n\r\t]*$/.test(body) && !body.includes('\\') && !/[-.eE+]\d|\d[.eE]/.test(body)

/** Texts of which one begins like another, and some that are not plain or too long. */
const variable = fc.oneof(
  fc.constantFrom('', 'a', 'ab', 'abc', '203.0.113.7', 'é', 'a\\', 'a\t', '1'.repeat(64), '1'.repeat(65)),
  plain,
)
const observedNames = ['method', 'path', 'ip', 'userAgent', 'origin']
const otherMembers = [
  '',
  '"cost":1',
  '"cost":12',
  '"apiId":"api_1"',
  '"scopes":["key"]',
  '"environment":"key"',
]
/** Verifications with the same members in the same places; in one of some, a character is missing or another one. */
export const alike = fc
  .record({
    names: fc.uniqueArray(fc.constantFrom(...observedNames), { maxLength: 3 }),
    before: fc.constantFrom(...otherMembers),
    after: fc.constantFrom(...otherMembers),
    gap: fc.constantFrom('', ' '),
    texts: fc.array(fc.array(variable, { minLength: 4, maxLength: 4 }), { minLength: 2, maxLength: 4 }),
    damage: fc.option(fc.tuple(fc.nat({ max: 2_000 }), fc.constantFrom('', '"', ',', '}', 'x', '\n')), {
      freq: 2,
    }),
  })
  .map(({ names, before, after, gap, texts, damage }) => {
    const all = texts.map(([key, ...rest]) => {
      const observed = names.map((name, index) => `"${name}":${gap}"${rest[index]}"`).join(`,${gap}`)
      const request = names.length === 0 ? '' : `"request":{${observed}}`
      const members = [before, `"key"${gap}:"${key}"`, after === before ? '' : after, request]
      return `${gap}{${members.filter(member => member !== '').join(`${gap},`)}${gap}}`
    })
    if (damage === null) return all
    const [seed, inserted] = damage
    const body = all.at(-1) ?? ''
    const at = seed % body.length
    return [...all.slice(0, -1), body.slice(0, at) + inserted + body.slice(at + 1)]
  })
