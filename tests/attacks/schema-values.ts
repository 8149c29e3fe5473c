import * as fc from 'fast-check'

export type Schema = {
  $ref?: string
  type?: string
  enum?: readonly unknown[]
  const?: unknown
  anyOf?: readonly Schema[]
  properties?: Readonly<Record<string, Schema>>
  required?: readonly string[]
  items?: Schema
  examples?: readonly unknown[]
  format?: string
  pattern?: string
  minimum?: number
  maximum?: number
}

export type SchemaContext = {
  definitions: Readonly<Record<string, Schema>>
  /** Values that exist, by the name of the member or parameter that takes them. */
  known: Readonly<Record<string, readonly unknown[]>>
}

const odd = fc.constantFrom<unknown>(
  ...[
    '',
    ' ',
    '\0',
    'a\u0000b',
    '\u202e',
    '\ud83d\udd11',
    "' OR 1=1--",
    '{{7*7}}',
    '../../etc/passwd',
    '%00',
    '=1+1',
  ],
  ...[
    'x'.repeat(300),
    'x'.repeat(20_000),
    '2027-02-30',
    '9999-12-31T23:59:59.999Z',
    '0001-01-01T00:00:00Z',
    '::/0',
  ],
  ...['*', 'leads:read and (not', '('.repeat(500), 'Pacific/Apia', '00', '1e3', 'null', '__proto__'],
  ...[
    0,
    -1,
    0.1,
    1e21,
    Number.MAX_SAFE_INTEGER,
    -2_147_483_649,
    true,
    false,
    null,
    [],
    {},
    [null],
    [[]],
    { $gt: '' },
  ],
)

/** Values that a schema describes, and one in twenty that it does not. */
export function valuesOf(schema: Schema, context: SchemaContext, name = ''): fc.Arbitrary<unknown> {
  return fc.oneof({ weight: 19, arbitrary: fitting(schema, context, name) }, { weight: 1, arbitrary: odd })
}

function fitting(schema: Schema, context: SchemaContext, name: string): fc.Arbitrary<unknown> {
  const known = context.known[name]
  if (known !== undefined) return fc.constantFrom(...known)
  if (schema.$ref !== undefined) {
    const definition = context.definitions[schema.$ref.split('/').at(-1) ?? '']
    return definition === undefined ? fc.jsonValue() : fitting(definition, context, name)
  }
  if (schema.const !== undefined) return fc.constant(schema.const)
  if (schema.enum !== undefined) return fc.constantFrom(...schema.enum)
  if (schema.anyOf !== undefined) return fc.oneof(...schema.anyOf.map(each => fitting(each, context, name)))
  return ofType(schema, context, name)
}

function ofType(schema: Schema, context: SchemaContext, name: string): fc.Arbitrary<unknown> {
  const { type, minimum = -10, maximum = 1_000_000, items, examples = [] } = schema
  if (type === 'object') return objects(schema, context)
  if (type === 'array') return fc.array(valuesOf(items ?? {}, context, name), { maxLength: 4 })
  if (type === 'integer')
    return fc.integer({ min: Math.max(minimum, -(2 ** 31)), max: Math.min(maximum, 2 ** 31) })
  if (type === 'number') return fc.double({ min: minimum, max: maximum, noNaN: true })
  if (type === 'boolean') return fc.boolean()
  if (type === 'null') return fc.constant(null)
  if (type === 'string') return texts(schema, examples)
  return fc.jsonValue({ maxDepth: 3 })
}

const patterns = new Map<string, fc.Arbitrary<string>>()

/** One for all members of this pattern: making one takes longer than a hundred values of it. */
function matching(pattern: string): fc.Arbitrary<string> {
  const known = patterns.get(pattern) ?? fc.stringMatching(new RegExp(pattern.replace('(?!\\.)', '')))
  patterns.set(pattern, known)
  return known
}

function texts({ format, pattern }: Schema, examples: readonly unknown[]): fc.Arbitrary<unknown> {
  if (format === 'date') return instants.map(date => date.slice(0, 10))
  if (format === 'date-time') return instants
  const printable = fc.string({ minLength: 1, maxLength: 40 })
  const any = fc.oneof(
    { weight: 9, arbitrary: printable },
    { weight: 1, arbitrary: fc.string({ unit: 'binary', maxLength: 20 }) },
  )
  const fit = pattern === undefined ? any : matching(pattern)
  return examples.length === 0 ? fit : fc.oneof(fit, fc.constantFrom(...examples))
}

const instants = fc
  .date({ min: new Date('1970-01-01'), max: new Date('9999-12-31'), noInvalidDate: true })
  .map(date => date.toISOString())

function objects({ properties = {}, required = [] }: Schema, context: SchemaContext): fc.Arbitrary<unknown> {
  // Made once: what is made within a chain is made again for every value.
  const values = Object.fromEntries(
    Object.entries(properties).map(([name, each]) => [name, valuesOf(each, context, name)]),
  )
  const record = (names: readonly string[]) =>
    fc.record(Object.fromEntries(names.map(name => [name, values[name] ?? odd])))
  const needed = required.filter(name => name in properties)
  const others = Object.keys(properties).filter(name => !needed.includes(name))
  // A few at a time: where every call breaks some rule, none gets far.
  const whole = fc
    .subarray(others, { maxLength: Math.min(3, others.length) })
    .chain(some => record([...needed, ...some]))
  const all = [...needed, ...others]
  const part = fc.subarray(all, { maxLength: Math.min(2, all.length) }).chain(record)
  // Now and then without what is needed, or with what nobody knows.
  const unknown = fc.tuple(fc.constantFrom('admin', 'id', 'toString', ''), odd)
  const more = fc.oneof({ weight: 19, arbitrary: fc.constant(null) }, { weight: 1, arbitrary: unknown })
  return fc
    .tuple(fc.oneof({ weight: 14, arbitrary: whole }, { weight: 1, arbitrary: part }), more)
    .map(([value, extra]) => (extra === null ? value : { ...value, [extra[0]]: extra[1] }))
}
