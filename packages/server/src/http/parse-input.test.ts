import { operations } from '@keyturn/contract'
import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { z } from 'zod'
import { HttpProblem } from './http-problem.ts'
import { parseBody, parseParameters } from './parse-input.ts'

function refusalOf(parse: () => unknown): HttpProblem {
  try {
    parse()
  } catch (error) {
    if (error instanceof HttpProblem) return error
    throw error
  }
  throw new Error('nothing was refused')
}

const schema = z.strictObject({
  name: z.string().min(1).max(10),
  count: z.int().min(1).max(5).optional(),
  on: z.boolean().optional(),
  kind: z.enum(['a', 'b', 'c']).optional(),
  words: z.array(z.string().min(2)).min(1).max(2).optional(),
  limits: z.array(z.strictObject({ limit: z.int().min(1) })).optional(),
  free: z.record(z.string(), z.unknown()).optional(),
  prefix: z.string().regex(/^x/, { error: 'must start with x' }).optional(),
})

describe('what is wrong with a body', () => {
  test.each([
    [{}, '/name', 'name is needed.'],
    [{ name: 1 }, '/name', 'name must be text.'],
    [{ name: null }, '/name', 'name must be text.'],
    [{ name: '' }, '/name', 'name must not be empty.'],
    [{ name: 'a'.repeat(11) }, '/name', 'name must have at most 10 characters.'],
    [{ name: Array(11).fill('a') }, '/name', 'name must be text.'],
    [{ name: 'n', count: '1' }, '/count', 'count must be a number.'],
    [{ name: 'n', count: 1.5 }, '/count', 'count must be a whole number.'],
    [{ name: 'n', count: 6 }, '/count', 'count must be at most 5.'],
    [{ name: 'n', on: 'yes' }, '/on', 'on must be true or false.'],
    [{ name: 'n', kind: 'd' }, '/kind', 'kind must be one of a, b and c.'],
    [{ name: 'n', words: [] }, '/words', 'words must not be empty.'],
    [{ name: 'n', words: ['a'] }, '/words/0', 'words[0] must have at least 2 characters.'],
    [{ name: 'n', words: ['aa', 'bb', 'cc'] }, '/words', 'words must have at most 2 items.'],
    [{ name: 'n', limits: [{ limit: 0 }] }, '/limits/0/limit', 'limits[0].limit must be at least 1.'],
    [{ name: 'n', limits: [{}] }, '/limits/0/limit', 'limits[0].limit is needed.'],
    [{ name: 'n', limits: {} }, '/limits', 'limits must be a list.'],
    [{ name: 'n', free: [] }, '/free', 'free must be an object.'],
    [{ name: 'n', prefix: 'y' }, '/prefix', 'prefix must start with x.'],
  ])('%j is said in a sentence that names the member', (body, pointer, message) => {
    const { code, message: detail, errors } = refusalOf(() => parseBody(schema, body))
    expect({ code, detail, errors }).toEqual({
      code: 'invalid_input',
      detail: message,
      errors: [{ pointer, message }],
    })
  })

  test('is said of every member, the unknown ones first', () => {
    expect(refusalOf(() => parseBody(schema, { count: 0 })).message).toBe(
      '2 members break a rule; see errors.',
    )
    expect(refusalOf(() => parseBody(schema, { admin: 1 }))).toMatchObject({
      code: 'unknown_field',
      errors: [{ pointer: '/admin', message: 'admin is not known here. Leave it out.' }],
    })
  })

  test('is a sentence of ours for every operation and any value', () => {
    for (const { operationId, body } of operations) {
      if (body === null) continue
      const value = fc.oneof(fc.jsonValue({ maxDepth: 2 }), fc.constant('a'.repeat(20_000)))
      const hostile = fc.dictionary(fc.constantFrom(...Object.keys(body.shape)), value, { maxKeys: 5 })
      fc.assert(
        fc.property(hostile, input => {
          const parse = () => parseBody(body, input)
          if (body.safeParse(input).success) return
          const { code, errors } = refusalOf(parse)
          if (code === 'unknown_field') return
          for (const { message } of errors) {
            expect(message, operationId).toMatch(/^[\w[\].]+ (?:is|must|needs|looks|has|names) .+[^.]\.$/)
            expect(message, operationId).not.toMatch(/Invalid|expected|Too (?:small|big)|received/)
          }
        }),
        { numRuns: 60 },
      )
    }
  })
})

test('a parameter is told its range', () => {
  const listing = operations.find(({ operationId }) => operationId === 'listKeys')
  if (!listing?.query) throw new Error('no such operation')
  const { query } = listing
  for (const limit of ['0', '201', 'x', '']) {
    expect(refusalOf(() => parseParameters(query, { limit })).message).toBe(
      'limit must be a whole number from 1 to 200.',
    )
  }
  expect(refusalOf(() => parseParameters(query, { rotationDue: '1' })).message).toBe(
    'rotationDue must be true or false.',
  )
})
