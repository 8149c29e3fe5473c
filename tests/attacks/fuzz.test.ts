import { describe, expect, test } from 'vitest'
import { databases } from '../harness/start-keyturn.ts'
import { runFuzz } from './fuzz.ts'
import { runLaneFuzz } from './lane-fuzz.ts'

/** The same each time: what fails in the full length is found again by its seed. */
const seed = 20_270_301

describe.each(databases)('on %s', database => {
  test('2,000 requests by the OpenAPI document and beside it get successes and problems alone', {
    timeout: 180_000,
  }, async () => {
    const { wrong, statuses } = await runFuzz({ database, requests: 2_000, seed })
    expect(wrong).toEqual([])
    // Requests that are all refused for one reason would show nothing.
    expect(Object.keys(statuses)).toEqual(expect.arrayContaining(['200', '201', '400', '404', '422']))
  })
})

test('whatever stands in a verification, both lanes answer the same', { timeout: 120_000 }, async () => {
  const { wrong, verdicts } = await runLaneFuzz({ database: 'sqlite', requests: 300, seed })
  expect(wrong).toEqual([])
  // What is refused for its form alone never came to a verdict.
  expect(verdicts).toBeGreaterThan(60)
})
