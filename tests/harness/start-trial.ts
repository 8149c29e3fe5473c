import { readFileSync, symlinkSync } from 'node:fs'
import { createServer } from 'node:net'
import { join, resolve } from 'node:path'
import { StartedProcess } from './started-process.ts'
import { removeTemporary, temporaryDirectory } from './temporary-data.ts'

export type StartedTrial = {
  /** Looks like a clone of this repository, with data of its own in `data/dev`. */
  directory: string
  keyturnPort: number
  samplePort: number
  rootKey: string
  /** The sample keys that this start has printed. */
  quickstart: { live: string; test: string }
  /** All that the start has printed. */
  output(): string
  /** SIGTERM; throws unless the status is 0. */
  stop(): Promise<void>
  /** Ends the process if it still runs, and deletes the directory. */
  remove(): Promise<void>
}

const root = resolve(import.meta.dirname, '../..')

/** What `npm start` runs, on free ports, and away from the data of this checkout; `directory` is that of an earlier start. */
export async function startTrial(
  options: { directory?: string; env?: Readonly<Record<string, string>> } = {},
): Promise<StartedTrial> {
  const directory = options.directory ?? linkedClone()
  const [keyturnPort, samplePort] = [await freePort(), await freePort()]
  const trial = new StartedProcess({
    name: 'npm start',
    // The script keeps its data beside the folder that it was started from: the link, not what it leads to.
    args: ['--preserve-symlinks-main', join(directory, 'scripts', 'start.ts')],
    env: { KEYTURN_PORT: String(keyturnPort), OUTREACH_PORT: String(samplePort), ...options.env },
    cwd: directory,
    group: 'own',
  })
  const remove = async () => {
    await trial.kill()
    await removeTemporary([directory])
  }
  try {
    const isUp = (output: string) => (output.includes('Stop with Ctrl-C') ? true : null)
    await trial.awaitOutput(isUp, 60_000)
    const rootKey = readFileSync(join(directory, 'data', 'dev', 'root-key'), 'utf8').trim()
    return {
      directory,
      keyturnPort,
      samplePort,
      rootKey,
      quickstart: { live: findToken(trial.output, 'live'), test: findToken(trial.output, 'test') },
      output: () => trial.output,
      stop: () => trial.stop(),
      remove,
    }
  } catch (error) {
    await remove()
    throw error
  }
}

function findToken(output: string, environment: string): string {
  const [token] = new RegExp(`\\bee_${environment}_[0-9A-Za-z]{32}\\b`).exec(output) ?? []
  if (token === undefined) throw new Error(`no ${environment} key was printed`)
  return token
}

function linkedClone(): string {
  const directory = temporaryDirectory()
  for (const name of ['examples', 'node_modules', 'package.json', 'packages', 'scripts']) {
    symlinkSync(join(root, name), join(directory, name))
  }
  return directory
}

/** A port that nobody listened on a moment ago, for what cannot say which one it has taken. */
export async function freePort(): Promise<number> {
  const server = createServer()
  await new Promise<void>((listening, failed) => {
    server.once('error', failed).listen(0, '127.0.0.1', listening)
  })
  const address = server.address()
  await new Promise(closed => server.close(closed))
  if (address === null || typeof address === 'string') throw new Error('no port was taken')
  return address.port
}
