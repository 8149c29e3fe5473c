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
  if (['whoami', 'forwardAuth'].includes(operation.operationId)) expect(operation.scope).toBeNull()
  else expect(known).toContain(operation.scope)
})

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
