import { expect, test } from 'vitest'
import type { Operation } from '../operations/operation.ts'
import { operations } from '../operations/operations.ts'
import { problemCodes, problemDefinitions } from '../problems/problem-codes.ts'
import { openApiDocument } from './document.ts'

const document = openApiDocument({ version: '1.2.3', serverUrl: 'https://keys.example.com' })
const text = JSON.stringify(document)

function resolve(pointer: string): unknown {
  return pointer
    .slice(2)
    .split('/')
    .reduce<unknown>((value, name) => (value as Record<string, unknown> | undefined)?.[name], document)
}

test('every reference points at something other than itself', () => {
  const pointers = new Set([...text.matchAll(/"\$ref":"([^"]+)"/g)].map(match => match[1] ?? ''))
  expect(pointers.size).toBeGreaterThan(5)
  for (const pointer of pointers) {
    expect(pointer).toMatch(/^#\/components\//)
    expect(resolve(pointer), pointer).toBeTypeOf('object')
    expect(resolve(pointer), pointer).not.toEqual({ $ref: pointer })
  }
})

test('every operation is in the document with the ways to say who asks', () => {
  for (const { path, method, operationId, scope, credential } of operations as readonly Operation[]) {
    const paths = document['paths'] as Record<string, Record<string, unknown>>
    expect(paths[path]?.[method.toLowerCase()]).toMatchObject({
      operationId,
      security:
        credential === 'none'
          ? []
          : credential
            ? [{ [credential]: [] }]
            : [{ bearer: [] }, { apiKey: [] }, ...(scope ? [{ session: [] }, { portal: [] }] : [])],
    })
  }
})

test('a call that tightens documents 202 and Keyturn-Effective-By', () => {
  const paths = document['paths'] as Record<string, Record<string, { responses: Record<string, unknown> }>>
  const responses = paths['/v1/keys/{id}/revoke']?.['post']?.responses
  expect(responses?.['202']).toMatchObject({ headers: { 'Keyturn-Effective-By': {} } })
  expect(Object.keys(paths['/v1/keys/verify']?.['post']?.responses ?? {})).not.toContain('202')
})

test('a problem lists every code and no other', () => {
  expect(resolve('#/components/schemas/Problem')).toMatchObject({
    properties: { code: { enum: problemCodes } },
  })
})

test('the codes that mean a wrong key share one title', () => {
  const codes = ['invalid_api_key', 'key_revoked', 'key_expired', 'key_disabled'] as const
  expect(new Set(codes.map(code => problemDefinitions[code].title))).toEqual(new Set(['Invalid API key']))
  expect(problemDefinitions.missing_credential.title).toBe('Unauthorized')
})
