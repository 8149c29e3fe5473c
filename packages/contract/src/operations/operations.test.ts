import { managementScopes } from '@keyturn/core'
import { expect, test } from 'vitest'
import type { Operation } from './operation.ts'
import { operations } from './operations.ts'

const table: [string, Operation][] = operations.map(operation => [operation.operationId, operation])

test('no two operations share an id or a method and path', () => {
  expect(new Set(operations.map(operation => operation.operationId)).size).toBe(operations.length)
  expect(new Set(operations.map(({ method, path }) => `${method} ${path}`)).size).toBe(operations.length)
})

test.each(table)('%s names its path parameters exactly', (_, operation) => {
  const inPath = [...operation.path.matchAll(/\{(\w+)\}/g)].map(match => match[1])
  expect(Object.keys(operation.params?.shape ?? {})).toEqual(inPath)
})

test.each(table)('%s needs a scope that the built-in API knows', (_, operation) => {
  const known: string[] = managementScopes.map(scope => scope.name)
  const takesNone = ['whoami', 'forwardAuth'].includes(operation.operationId)
  if (takesNone || operation.credential) expect(operation.scope).toBeNull()
  else expect(known).toContain(operation.scope)
})

test.each(table.filter(([, operation]) => operation.actsInOrganization))(
  '%s says that it acts in an organization because other calls of people do not',
  (_, operation) => expect(operation.credential).toBe('session'),
)

test.each(table.filter(([, operation]) => operation.body))(
  '%s has an example that it accepts',
  (_, operation) => {
    expect(operation.body?.safeParse(operation.bodyExample)).toMatchObject({ success: true })
  },
)

test.each(table)('%s refuses unknown members in body, query and path', (_, operation) => {
  for (const schema of [operation.body, operation.query, operation.params]) {
    const issues = schema?.safeParse({ isAdmin: true }).error?.issues ?? []
    if (schema) expect(issues.map(issue => issue.code)).toContain('unrecognized_keys')
  }
})

test.each(table)('%s takes a body only where HTTP allows it', (_, operation) => {
  if (operation.method === 'GET' || operation.method === 'DELETE') expect(operation.body).toBeNull()
  if (operation.conditional === 'read') expect(operation.method).toBe('GET')
})

const ofKeys = table.filter(([, { scope }]) =>
  ['keys:read', 'keys:write', 'keys:reveal'].includes(scope ?? ''),
)

test('what is about keys says about which, but for calls that take keys of many APIs', () => {
  const unsaid = ofKeys.flatMap(([id, { about }]) => (about === undefined ? [id] : []))
  expect(unsaid).toEqual(['importKeys', 'bulkRevokeKeys', 'lookupKey'])
})

test.each(table.filter(([, { about }]) => about))('%s is about what it says', (_, operation) => {
  expect(ofKeys.map(([id]) => id)).toContain(operation.operationId)
  const { about, path, query, body } = operation
  if (about === 'key') expect(path).toMatch(/^\/v1\/keys\/\{id\}/)
  else if (about === 'reset_request') expect(path).toMatch(/^\/v1\/reset-requests\/\{id\}/)
  else expect(Object.keys({ ...query?.shape, ...body?.shape })).toContain(about)
})
