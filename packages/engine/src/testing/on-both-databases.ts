import { afterAll, beforeAll, describe } from 'vitest'
import { openTestEngine, type TestEngineOptions } from './open-test-engine.ts'
import { Suite, type TestDatabase } from './suite.ts'

export const testDatabases: readonly TestDatabase[] = ['sqlite', 'postgres']

/** Declares the same tests for SQLite and for PostgreSQL, each on one engine that is opened once. */
export function onBothDatabases(
  body: (suite: Suite) => void,
  options: Omit<TestEngineOptions, 'database'> = {},
): void {
  describe.each(testDatabases)('on %s', database => {
    const suite = new Suite(database)
    beforeAll(async () => suite.use(await openTestEngine({ database, ...options })))
    afterAll(() => suite.test.close())
    body(suite)
  })
}
