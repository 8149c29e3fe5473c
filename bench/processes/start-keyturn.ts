import { join } from 'node:path'
import { type RunningProcess, startProcess } from './start-process.ts'

const command = join(import.meta.dirname, '..', '..', 'packages', 'cli', 'bin', 'keyturn.js')

export type KeyturnOptions = {
  dataDirectory: string
  databaseUrl?: string | null
  rootKey: string
  core?: number | null
  /** Flags for Node itself, such as `--cpu-prof`. */
  flags?: readonly string[]
  env?: Readonly<Record<string, string>>
  /** Until it listens. Default 300,000. */
  withinMs?: number
}

export type RunningKeyturn = RunningProcess & { port: number }

/** `keyturn serve` as an installation runs it, on a free port of the loopback interface. */
export async function startKeyturn(options: KeyturnOptions): Promise<RunningKeyturn> {
  const { dataDirectory, databaseUrl = null, rootKey, core = 0, flags = [], env = {} } = options
  const { withinMs = 300_000 } = options
  const running = await startProcess({
    name: 'keyturn serve',
    args: [...flags, command, 'serve'],
    core,
    withinMs,
    upWhen: /"url":"http:\/\/127\.0\.0\.1:(\d+)".*"listening"/,
    env: {
      KEYTURN_PORT: '0',
      KEYTURN_DATA: dataDirectory,
      KEYTURN_ROOT_KEY: rootKey,
      KEYTURN_LOG_LEVEL: 'info',
      ...(databaseUrl === null ? {} : { KEYTURN_DATABASE_URL: databaseUrl }),
      ...env,
    },
  })
  return { ...running, port: Number(running.found) }
}
