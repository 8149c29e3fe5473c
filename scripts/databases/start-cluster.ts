import { execFileSync, spawn, spawnSync } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import {
  chmodSync,
  chownSync,
  cpSync,
  existsSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import type { Database } from './database.ts'

type Account = { uid: number; gid: number } | null
type Placement = { directory: string; account: Account; bin: string }

const keeper = fileURLToPath(new URL('./keep-cluster.ts', import.meta.url))
const readyWithinMs = 60_000

/**
 * Starts a PostgreSQL server of its own on a free loopback port, from the binaries under `home`, and
 * answers when it accepts connections. Collation is a linguistic one on purpose, as on most real
 * installations, so that a comparison that forgets COLLATE "C" fails here and not there.
 */
export async function startCluster(home: string): Promise<Database> {
  const account = findAccount()
  const directory = mkdtempSync(join(readableTemporary(account), 'keyturn-postgres-'))
  try {
    const placement = place(home, directory, account)
    const password = initialise(placement)
    const port = await findFreePort()
    const stop = await launch(placement, port)
    return { url: `postgres://keyturn:${password}@127.0.0.1:${port}/postgres`, source: home, stop }
  } catch (error) {
    rmSync(directory, { recursive: true, force: true })
    throw error
  }
}

function place(home: string, directory: string, account: Account): Placement {
  if (account) chownSync(directory, account.uid, account.gid)
  const original = join(home, 'bin')
  if (runs(join(original, 'initdb'), account, directory)) return { directory, account, bin: original }
  // A checkout under /root is closed to the account that the server runs as.
  const copy = join(directory, 'postgres')
  cpSync(home, copy, { recursive: true, verbatimSymlinks: true })
  chmodSync(join(copy, 'bin', 'initdb'), 0o755)
  chmodSync(join(copy, 'bin', 'postgres'), 0o755)
  return { directory, account, bin: join(copy, 'bin') }
}

/** PostgreSQL refuses to run as root; the account needs a name, but no home and no shell. */
function findAccount(): Account {
  if (process.getuid?.() !== 0) return null
  for (const name of ['postgres', 'nobody']) {
    const [uid, gid] = ['-u', '-g'].map(flag => spawnSync('id', [flag, name], { encoding: 'utf8' }))
    if (uid?.status === 0 && gid?.status === 0) return { uid: Number(uid.stdout), gid: Number(gid.stdout) }
  }
  throw new Error(
    'PostgreSQL does not run as root, and there is no account "postgres" or "nobody" to run it as',
  )
}

function readableTemporary(account: Account): string {
  const own = tmpdir()
  if (account === null || runs('/bin/sh', account, own, ['-c', 'exit 0'])) return own
  return existsSync('/var/tmp') ? '/var/tmp' : '/tmp'
}

function runs(command: string, account: Account, cwd: string, commandArguments = ['--version']): boolean {
  return spawnSync(command, commandArguments, { ...account, cwd, stdio: 'ignore' }).status === 0
}

function initialise({ directory, account, bin }: Placement): string {
  const password = randomBytes(18).toString('hex')
  const passwordFile = join(directory, 'password')
  writeFileSync(passwordFile, `${password}\n`, { mode: 0o600 })
  if (account) chownSync(passwordFile, account.uid, account.gid)
  const flags = ['--username=keyturn', `--pwfile=${passwordFile}`, '--auth=scram-sha-256', '--encoding=UTF8']
  const speed = ['--no-sync', '--locale=C', '--locale-provider=icu', '--icu-locale=en-US']
  execFileSync(join(bin, 'initdb'), [`--pgdata=${join(directory, 'data')}`, ...flags, ...speed], {
    ...account,
    cwd: directory,
    env: { PATH: process.env['PATH'], LC_ALL: 'C' },
    stdio: ['ignore', 'ignore', 'pipe'],
  })
  return password
}

/** Only for a server that dies with the test run: nothing here outlives a crash of the machine. */
const settings = {
  listen_addresses: '127.0.0.1',
  unix_socket_directories: '',
  max_connections: '300',
  fsync: 'off',
  full_page_writes: 'off',
  synchronous_commit: 'on',
  timezone: 'UTC',
}

async function launch({ directory, account, bin }: Placement, port: number): Promise<() => Promise<void>> {
  const data = join(directory, 'data')
  const flags = Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`])
  const identity = [String(account?.uid ?? ''), String(account?.gid ?? '')]
  const server = [join(bin, 'postgres'), '-D', data, '-p', String(port), ...flags]
  const child = spawn(process.execPath, [keeper, directory, ...identity, ...server], {
    stdio: ['pipe', 'pipe', 'inherit'],
  })
  let output = ''
  child.stdout.on('data', (chunk: Buffer) => {
    output += chunk.toString()
  })
  const exited = new Promise<void>(resolve => child.once('exit', () => resolve()))
  const stop = async (): Promise<void> => {
    child.stdin.end()
    await exited
  }
  const deadline = Date.now() + readyWithinMs
  while (!isReady(data)) {
    if (child.exitCode !== null || Date.now() > deadline) {
      const log = join(directory, 'postgres.log')
      const text = existsSync(log) ? readFileSync(log, 'utf8') : ''
      await stop()
      throw new Error(`the server did not come up: ${output}${text}`)
    }
    await delay(20)
  }
  return stop
}

/** The eighth line of postmaster.pid is the state that pg_ctl waits for. */
function isReady(data: string): boolean {
  try {
    return readFileSync(join(data, 'postmaster.pid'), 'utf8').split('\n')[7]?.trim() === 'ready'
  } catch {
    return false
  }
}

function findFreePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer()
    probe.once('error', reject)
    probe.listen(0, '127.0.0.1', () => {
      const address = probe.address()
      const port = typeof address === 'object' && address ? address.port : 0
      probe.close(() => resolve(port))
    })
  })
}
