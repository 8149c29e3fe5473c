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

export const plain = fc.string({ unit: fc.constantFrom(..."aZ09:_./ {}[],'*"), maxLength: 70 })
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
