import type { JsonObject } from '../openapi/json-schema.ts'

/** The TypeScript type of a JSON Schema, as text. `nameOf` tells the type that stands for a `$ref`. */
export function typeText(schema: unknown, nameOf: (reference: string) => string, indent = ''): string {
  if (!isObject(schema)) return 'unknown'
  const { $ref, const: literal, enum: values, anyOf, oneOf, allOf, type } = schema
  const inner = (part: unknown) => typeText(part, nameOf, indent)
  if (typeof $ref === 'string') return nameOf($ref)
  if (literal !== undefined) return JSON.stringify(literal)
  if (Array.isArray(values)) return union(values.map(value => quoted(value)))
  const choices = anyOf ?? oneOf
  if (Array.isArray(choices)) return union(choices.map(inner))
  if (Array.isArray(allOf)) return allOf.map(inner).join(' & ')
  if (Array.isArray(type)) return union(type.map(name => inner({ ...schema, type: name })))
  if (type === 'array') return arrayOf(inner(schema['items']))
  if (type === 'object') return objectText(schema, nameOf, indent)
  if (type === 'integer') return 'number'
  return typeof type === 'string' ? type : 'unknown'
}

/** A doc comment of one sentence or several lines, or nothing. */
export function docText(text: unknown, indent: string): string {
  if (typeof text !== 'string' || text === '') return ''
  const lines = text.replaceAll('*/', '*\\/').split('\n')
  if (lines.length === 1) return `${indent}/** ${lines[0]} */\n`
  return `${indent}/**\n${lines.map(line => `${indent} * ${line}`.trimEnd()).join('\n')}\n${indent} */\n`
}

export function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function objectText(schema: JsonObject, nameOf: (reference: string) => string, indent: string): string {
  const { properties, additionalProperties } = schema
  const required = new Set(Array.isArray(schema['required']) ? schema['required'] : [])
  const deeper = `${indent}  `
  const members = Object.entries(isObject(properties) ? properties : {}).map(([name, member]) => {
    const doc = docText(isObject(member) ? member['description'] : undefined, deeper)
    const mark = required.has(name) ? '' : '?'
    return `${doc}${deeper}${name}${mark}: ${typeText(member, nameOf, deeper)}\n`
  })
  const open = additionalProperties !== false && additionalProperties !== undefined
  const rest = members.length > 0 ? 'unknown' : typeText(additionalProperties, nameOf, deeper)
  if (open) members.push(`${deeper}[name: string]: ${rest}\n`)
  return members.length === 0 ? '{}' : `{\n${members.join('')}${indent}}`
}

function arrayOf(item: string): string {
  return /^[\w.]+$/.test(item) ? `${item}[]` : `(${item})[]`
}

function union(parts: string[]): string {
  return [...new Set(parts)].join(' | ')
}

function quoted(value: unknown): string {
  return typeof value === 'string' ? `'${value}'` : JSON.stringify(value)
}
