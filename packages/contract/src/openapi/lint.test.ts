import { describe, expect, test } from 'vitest'
import { openApiDocument } from './document.ts'
import type { JsonObject } from './json-schema.ts'

/** What linters of OpenAPI 3.1 ask of a document, so that none of them is needed to keep it clean. */
const document = openApiDocument({ version: '1.2.3', serverUrl: 'https://keys.example.org' })
const text = JSON.stringify(document)

const objectOf = (value: unknown): JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as JsonObject) : {}
const listOf = (value: unknown): JsonObject[] => (Array.isArray(value) ? value.map(objectOf) : [])

function resolve(value: JsonObject): JsonObject {
  const { $ref } = value
  if (typeof $ref !== 'string') return value
  const names = $ref.slice(2).split('/')
  return names.reduce<JsonObject>((place, name) => objectOf(place[name]), document)
}

const calls = Object.entries(objectOf(document['paths'])).flatMap(([path, methods]) =>
  Object.entries(objectOf(methods)).map(([method, call]) => ({ path, method, call: objectOf(call) })),
)
const named = calls.map(each => [`${each.method} ${each.path}`, each] as const)

describe.each(named)('%s', (_, { path, method, call }) => {
  const parameters = listOf(call['parameters']).map(resolve)
  const responses = objectOf(call['responses'])

  test('has an id, a summary without a full stop, a description, and a tag that is declared', () => {
    expect(call['operationId']).toMatch(/^[a-z][A-Za-z]+$/)
    expect(call['summary']).toMatch(/^[A-Z].*[^.]$/)
    expect(call['description']).toMatch(/\.|`$/)
    const declared = listOf(document['tags']).map(tag => tag['name'])
    expect(call['tags']).toHaveLength(1)
    expect(declared).toEqual(expect.arrayContaining(call['tags'] as unknown[]))
  })

  test('declares its path parameters, and no parameter twice', () => {
    const inPath = [...path.matchAll(/\{(\w+)\}/g)].map(match => match[1])
    const declared = parameters.filter(parameter => parameter['in'] === 'path')
    expect(declared.map(parameter => parameter['name'])).toEqual(inPath)
    for (const parameter of declared) expect(parameter['required']).toBe(true)
    const names = parameters.map(parameter => `${parameter['in']} ${parameter['name']}`)
    expect(new Set(names).size).toBe(names.length)
    for (const parameter of parameters)
      expect(Object.keys(objectOf(parameter['schema'])).length).toBeGreaterThan(0)
  })

  test('answers a success and its refusals, each described, as problem details', () => {
    const statuses = Object.keys(responses)
    expect(statuses.some(status => status.startsWith('2'))).toBe(true)
    const refusing = listOf(call['security']).length > 0 ? ['401'] : []
    expect(statuses).toEqual(expect.arrayContaining(['400', ...refusing, '500', '503']))
    for (const [status, response] of Object.entries(responses)) {
      const { description, content } = objectOf(response)
      expect(description).not.toBe('')
      if (Number(status) >= 400) expect(Object.keys(objectOf(content))).toEqual(['application/problem+json'])
      if (status === '204') expect(content).toBeUndefined()
    }
  })

  test('takes a body only where HTTP gives it a meaning', () => {
    if (method === 'get' || method === 'delete') expect(call['requestBody']).toBeUndefined()
  })
})

test('the paths have no trailing slash, no query and no upper case', () => {
  for (const path of Object.keys(objectOf(document['paths']))) {
    expect(path).toMatch(/^(?:\/(?:[a-z0-9-]+|\{[a-zA-Z]+\}))+$/)
  }
})

test('no two paths differ in the names of their parameters alone', () => {
  const shapes = Object.keys(objectOf(document['paths'])).map(path => path.replaceAll(/\{\w+\}/g, '{}'))
  expect(new Set(shapes).size).toBe(shapes.length)
})

test('every component is used, and every tag has a call', () => {
  for (const kind of ['schemas', 'headers', 'parameters']) {
    for (const name of Object.keys(objectOf(objectOf(document['components'])[kind]))) {
      expect(text, name).toContain(`"#/components/${kind}/${name}"`)
    }
  }
  const used = new Set(calls.flatMap(({ call }) => call['tags']))
  for (const tag of listOf(document['tags'])) {
    expect(used).toContain(tag['name'])
    expect(tag['description']).toMatch(/\.$/)
  }
})

test('schemas are JSON Schema 2020-12: no words of OpenAPI 3.0', () => {
  expect(text).not.toMatch(/"nullable":|"exclusiveM(?:in|ax)imum":(?:true|false)|"definitions":|"\$defs":/)
})

test('the document says who it is', () => {
  expect(document).toMatchObject({
    openapi: expect.stringMatching(/^3\.1\.\d$/),
    info: { title: 'Keyturn', version: '1.2.3', license: { identifier: 'Apache-2.0' } },
    servers: [{ url: 'https://keys.example.org' }],
  })
})
