import { memberPermissions, portalPermissions, verdictCodes } from '@keyturn/core'
import { z } from 'zod'
import type { JsonObject } from '../openapi/json-schema.ts'
import { type Operation, takesIdempotencyKey } from '../operations/operation.ts'
import { problem } from '../problems/problem.ts'
import { callName } from './call-name.ts'
import { docText, isObject, typeText } from './type-text.ts'

/** Names that the client's users know the components by. */
const established = new Map([
  ['Api', 'ApiView'],
  ['AuditEvent', 'AuditEventView'],
  ['Invitation', 'InvitationView'],
  ['Key', 'KeyView'],
  ['Member', 'MemberView'],
  ['Organization', 'OrganizationView'],
  ['UsageEvent', 'UsageEventView'],
  ['Verdict', 'VerifyResponse'],
  ['Verification', 'VerifyRequest'],
])

const indent = '    '
const classHead = `/** Every call of the HTTP API. Each answers the parsed body or throws \`KeyturnError\`. */
export class KeyturnCalls {
  readonly #send: Send

  constructor(send: Send) {
    this.#send = send
  }
`
const header = '// Written from the operations by write-bindings.ts: npx vitest run packages/contract -u\n'

/**
 * The typed calls of the client as files of TypeScript, so that neither the client nor its declarations need the
 * schema library: `types` has what is sent and answered, `words` what programs choose from at run time, `calls` a
 * function for each operation but those for gateways.
 */
export function writeBindings(operations: readonly Operation[]): {
  types: string
  words: string
  calls: string
} {
  const types = new TypeNames()
  types.nameOf(problem, { io: 'output', fallback: 'Problem' })
  const called = operations.filter(({ everyMethod }) => everyMethod !== true)
  const byNoun = Map.groupBy(called, operation => callName(operation).noun)
  const groups = [...byNoun].map(([noun, calls]) => {
    const functions = calls.map(operation => callText(operation, types)).join('')
    return noun === null ? fieldsText(functions) : `\n  readonly ${noun} = {\n${functions}  }\n`
  })
  const body = `${classHead}${groups.join('')}}\n`
  const imports = [
    "import { type PageList, listPages } from '../page-list.ts'",
    "import { type Issued, withSecret } from '../secret-lost-error.ts'",
    "import type { CallOptions, KeyedCallOptions, Send } from '../transport.ts'",
    `import type {\n${types
      .usedIn(body)
      .map(name => `  ${name},\n`)
      .join('')}} from './types.ts'`,
  ]
  const words =
    header +
    listText('memberPermissions', memberPermissions) +
    listText('portalPermissions', portalPermissions) +
    listText('verdictCodes', verdictCodes)
  return { types: header + types.text(), words, calls: `${header}${imports.join('\n')}\n\n${body}` }
}

function listText(name: string, words: readonly string[]): string {
  return `\nexport const ${name} = [\n${words.map(word => `  '${word}',\n`).join('')}] as const\n`
}

function callText(operation: Operation, types: TypeNames): string {
  const { operationId, method, path, body, query, success } = operation
  const pascal = operationId.charAt(0).toUpperCase() + operationId.slice(1)
  const ids = Object.keys(operation.params?.shape ?? {})
  const parameters = ids.map(id => `${id}: string`)
  const parts = [`method: '${method}'`, `path: ${pathText(path)}`]
  const wrapped = body === null ? null : onlyArray(body)
  if (body !== null) {
    const name = types.nameOf(body, { io: 'input', fallback: `${pascal}Body` })
    const mark = operation.bodyOptional ? '?' : ''
    parameters.push(wrapped === null ? `body${mark}: ${name}` : `${wrapped}: ${name}['${wrapped}']`)
    parts.push(
      wrapped === null ? `body${operation.bodyOptional ? ': body ?? {}' : ''}` : `body: { ${wrapped} }`,
    )
  } else if (query !== null) {
    const name = types.nameOf(query, { io: 'output', fallback: `${pascal}Query` })
    parameters.push(`query${hasRequired(query) ? '' : '?'}: ${name}`)
    parts.push('query: { ...query }')
  }
  const isKeyed = takesIdempotencyKey(operation)
  if (isKeyed) parts.push('keyed: true')
  parameters.push(`options?: ${isKeyed ? 'KeyedCallOptions' : 'CallOptions'}`)
  const answer = success.schema
    ? types.nameOf(success.schema, { io: 'output', fallback: `${pascal}Answer` })
    : success.status === 204
      ? 'void'
      : 'string'
  const call = `{ ${parts.join(', ')}, options }`
  const listed = success.schema !== null && isPage(success.schema)
  const list = `<${answer}['data'][number], ${answer}>`
  const sent = `this.#send<${answer}>(${call})`
  const returned = listed
    ? `PageList${list} =>\n${indent}  listPages${list}(this.#send, ${call}),\n`
    : issuesSecret(success.schema)
      ? `Promise<Issued<${answer}>> =>\n${indent}  withSecret(${sent}),\n`
      : `Promise<${answer}> =>\n${indent}  ${sent},\n`
  const doc = docText(`${operation.summary}. ${operation.description}${scopeText(operation)}`, indent)
  return `${doc}${indent}${callName(operation).verb}: (${parameters.join(', ')}): ${returned}`
}

/** A call without a noun is a field of the class itself. */
function fieldsText(functions: string): string {
  return functions
    .replaceAll(/^ {2}/gm, '')
    .replaceAll(/^ {2}(\w+): \(/gm, '  readonly $1 = (')
    .replaceAll(/,$/gm, '')
    .replace(/^/, '\n')
}

function scopeText({ scope }: Operation): string {
  return scope === null ? '' : `\nNeeds the scope \`${scope}\`.`
}

function pathText(path: string): string {
  if (!path.includes('{')) return `'${path}'`
  return `\`${path.replaceAll(/\{(\w+)\}/g, (_, name: string) => `\${encodeURIComponent(${name})}`)}\``
}

/** The name of the body's only member if that is a list: such a call takes the list itself. */
function onlyArray(body: z.ZodObject): string | null {
  const { properties, required } = z.toJSONSchema(body, { io: 'input' })
  const [[name, member] = [], another] = Object.entries(properties ?? {})
  if (name === undefined || another !== undefined || !required?.includes(name)) return null
  return isObject(member) && member['type'] === 'array' ? name : null
}

function hasRequired(query: z.ZodObject): boolean {
  return (z.toJSONSchema(query, { io: 'output' }).required?.length ?? 0) > 0
}

function isPage(schema: z.ZodType): boolean {
  return schema instanceof z.ZodObject && 'data' in schema.shape && 'nextCursor' in schema.shape
}

function issuesSecret(schema: z.ZodType | null): boolean {
  return schema instanceof z.ZodObject && 'secret' in schema.shape && 'key' in schema.shape
}

function acceptsJson(format: unknown): boolean {
  return isObject(format) && Array.isArray(format['enum']) && format['enum'].includes('json')
}

/** The types that were asked for so far, each with its text. */
class TypeNames {
  readonly #texts = new Map<string, string>()

  nameOf(schema: z.ZodType, { io, fallback }: { io: 'input' | 'output'; fallback: string }): string {
    const { $defs, ...json }: JsonObject = z.toJSONSchema(schema, { io })
    // The client answers parsed bodies, so that it has no use for the other forms of a table.
    if (isObject(json['properties']) && acceptsJson(json['properties']['format']))
      delete json['properties']['format']
    const named = (reference: string) => typeName(reference.replace('#/$defs/', ''))
    for (const [id, definition] of Object.entries(isObject($defs) ? $defs : {})) {
      this.#add(typeName(id), definition, named)
    }
    if (typeof json['$ref'] === 'string') return named(json['$ref'])
    this.#add(fallback, json, named)
    return fallback
  }

  text(): string {
    return [...this.#texts.values()].join('')
  }

  usedIn(code: string): string[] {
    return [...this.#texts.keys()].filter(name => new RegExp(`\\b${name}\\b`).test(code)).sort()
  }

  #add(name: string, schema: unknown, nameOf: (reference: string) => string): void {
    const doc = docText(isObject(schema) ? schema['description'] : undefined, '')
    const text = `\n${doc}export type ${name} = ${typeText(schema, nameOf)}\n`
    const known = this.#texts.get(name)
    if (known !== undefined && known !== text) throw new Error(`two types would be called ${name}`)
    this.#texts.set(name, text)
  }
}

function typeName(id: string): string {
  return established.get(id) ?? id
}
