import { expect, test } from 'vitest'
import type { Operation } from './operation.ts'
import { operations } from './operations.ts'

const members = (schema: Operation['body']) =>
  Object.entries(schema?.shape ?? {})
    .map(([name, member]) => (member.safeParse(undefined).success ? `${name}?` : name))
    .join(' ')

/** A line that disappears from the recorded surface breaks somebody's program: `/v1` only ever grows. */
test('the surface of the API is the recorded one', async () => {
  const lines = operations.map((operation: Operation) =>
    [
      `${operation.everyMethod ? 'ANY' : operation.method} ${operation.path} → ${operation.success.status} ${operation.operationId}`,
      `  scope ${operation.scope ?? operation.credential ?? 'any key'}`,
      ...(operation.query ? [`  query ${members(operation.query)}`] : []),
      ...(operation.body ? [`  body ${members(operation.body)}`] : []),
    ].join('\n'),
  )
  await expect(`${lines.join('\n')}\n`).toMatchFileSnapshot('surface.txt')
})
