import { randomBytes } from 'node:crypto'
import { resolve } from 'node:path'
import { createClient, type KeyturnClient } from '@keyturn/contract/client'
import { generateToken } from '@keyturn/core'
import { eventually } from './eventually.ts'
import { StartedProcess } from './started-process.ts'
import { removeTemporary, temporaryDatabase, temporaryDirectory } from './temporary-data.ts'

export const databases = ['sqlite', 'postgres'] as const

export type KeyturnOptions = {
  database: (typeof databases)[number]
  /** More settings. */
  env?: Readonly<Record<string, string>>
  /** Of an earlier start; absent: a new one, which `remove` deletes. */
  dataDirectory?: string
  /** Of an earlier start; absent: a new database, which `remove` deletes. Ignored on SQLite. */
  databaseUrl?: string | null
  /** Of an earlier start; absent: a new one. */
  rootKey?: string
  /** Another build of the command than this checkout's. */
  command?: string
  /** See `ProcessOptions`. */
  under?: readonly string[]
}

export type StartedKeyturn = {
  url: string
  rootKey: string
  pid: number
  dataDirectory: string
  /** Null on SQLite. */
  databaseUrl: string | null
  /** With the root key: may do everything. */
  client: KeyturnClient
  /** All that the process has printed. */
  output(): string
  /** SIGTERM; throws unless the status is 0. The data stays. */
  stop(): Promise<void>
  /** SIGKILL. The data stays. */
  kill(): Promise<void>
  /** Whether it ends by itself within so long; where it does not, it is killed. The data stays. */
  endsWithin(ms: number): Promise<boolean>
  /** Ends the process if it still runs, and deletes the data that this start has created. */
  remove(): Promise<void>
}

const command = resolve(import.meta.dirname, '../../packages/cli/bin/keyturn.js')

/** `keyturn serve` on a free port, ready to answer. */
export async function startKeyturn(options: KeyturnOptions): Promise<StartedKeyturn> {
  const { database, env } = options
  const dataDirectory = options.dataDirectory ?? temporaryDirectory()
  const databaseUrl = database === 'sqlite' ? null : (options.databaseUrl ?? (await temporaryDatabase()))
  const created = [
    options.dataDirectory === undefined ? dataDirectory : null,
    (options.databaseUrl ?? null) === null ? databaseUrl : null,
  ]
  const rootKey = options.rootKey ?? generateToken({ prefix: 'kt', environment: 'live', randomBytes })
  const server = new StartedProcess({
    name: 'keyturn serve',
    args: [options.command ?? command, 'serve'],
    cwd: dataDirectory,
    ...(options.under === undefined ? {} : { under: options.under }),
    env: {
      KEYTURN_PORT: '0',
      KEYTURN_DATA: dataDirectory,
      KEYTURN_ROOT_KEY: rootKey,
      ...(databaseUrl === null ? {} : { KEYTURN_DATABASE_URL: databaseUrl }),
      ...env,
    },
  })
  const remove = async () => {
    await server.kill()
    await removeTemporary(created)
  }
  try {
    const url = await server.awaitOutput(findUrl)
    await eventually(`${url} is ready`, async () => ((await fetch(`${url}/readyz`)).ok ? true : null))
    return {
      url,
      rootKey,
      pid: server.pid,
      dataDirectory,
      databaseUrl,
      client: createClient({ url, key: rootKey }),
      output: () => server.output,
      stop: () => server.stop(),
      kill: () => server.kill(),
      endsWithin: ms => endsWithin(server, ms),
      remove,
    }
  } catch (error) {
    await remove()
    throw error
  }
}

async function endsWithin(server: StartedProcess, ms: number): Promise<boolean> {
  let isLate = false
  const late = setTimeout(() => {
    isLate = true
    server.endAtOnce()
  }, ms)
  await server.ended(ms * 2)
  clearTimeout(late)
  return !isLate
}

/** From the log line that says where it listens. */
function findUrl(output: string): string | null {
  const line = output.split('\n').find(candidate => candidate.includes('"msg":"listening"'))
  return line === undefined ? null : (/"url":"([^"]+)"/.exec(line)?.[1] ?? null)
}
