import type { TestProject } from 'vitest/node'
import { postgresUrlVariable, providePostgres } from './provide-postgres.ts'

declare module 'vitest' {
  interface ProvidedContext {
    /** URL of a PostgreSQL administrator; tests make databases of their own there. */
    postgresUrl: string
  }
}

/** Runs once before the tests of a project that needs PostgreSQL; also set in the environment, for child processes. */
export async function setup(project: TestProject): Promise<() => Promise<void>> {
  const before = process.env[postgresUrlVariable]
  const database = await providePostgres()
  process.env[postgresUrlVariable] = database.url
  project.provide('postgresUrl', database.url)
  return async () => {
    if (before === undefined) delete process.env[postgresUrlVariable]
    await database.stop()
  }
}
