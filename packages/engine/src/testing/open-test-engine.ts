import { randomBytes } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { generateToken } from '@keyturn/core'
import { systemPrincipal } from '../access/principal.ts'
import { type Engine, type EngineOptions, openEngine } from '../engine.ts'
import { defaultKekFile } from '../jobs/keep-vault.ts'
import type { Context } from '../mutate/context.ts'
import { freshPostgres } from './fresh-postgres.ts'

export type TestEngineOptions = Partial<Omit<EngineOptions, 'dataDirectory' | 'databaseUrl'>> & {
  database: 'sqlite' | 'postgres'
}

export type TestEngine = {
  engine: Engine
  /** A management key with every scope. */
  rootKey: string
  dataDirectory: string
  databaseUrl: string | null
  /** The context of the system itself, which may do everything. */
  context(): Context
  /** Another node on the same database; close it before the first. */
  addNode(): Promise<Engine>
  close(): Promise<void>
}

const silent = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} }

/** An engine on a database of its own, removed by `close`. */
export async function openTestEngine({ database, ...options }: TestEngineOptions): Promise<TestEngine> {
  const dataDirectory = await mkdtemp(join(tmpdir(), 'keyturn-engine-'))
  const postgres = database === 'postgres' ? await freshPostgres() : null
  const databaseUrl = postgres?.url ?? null
  const rootKey = options.rootKey ?? generateToken({ prefix: 'kt', environment: 'live', randomBytes })
  const open = () =>
    openEngine({ version: '0.0.0-test', log: silent, ...options, dataDirectory, databaseUrl, rootKey })
  const engine = await open()
  const request = { id: 'req_test', ip: null, userAgent: null, method: 'POST', path: '/test', origin: null }
  return {
    engine,
    rootKey,
    dataDirectory,
    databaseUrl,
    context: () => engine.context(systemPrincipal('Test'), request),
    addNode: open,
    close: async () => {
      await engine.close()
      await postgres?.drop()
      await rm(dataDirectory, { recursive: true, force: true })
      await rm(defaultKekFile(dataDirectory), { force: true })
    },
  }
}
