import { type ChildProcess, execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { chownSync, mkdtempSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import pg from 'pg'
import { findDebianBinaries, findNpmBinaries } from '../../scripts/databases/find-binaries.ts'
import { freePort } from '../harness/start-trial.ts'

/** A PostgreSQL server that may be killed: with fsync, as in production. */
export type OwnPostgres = {
  url: string
  start(): Promise<void>
  /** `kill -9` to all its processes at once. */
  kill(): Promise<void>
  remove(): Promise<void>
}

export async function createOwnPostgres(): Promise<OwnPostgres> {
  const home = findDebianBinaries() ?? findNpmBinaries()
  if (home === null) throw new Error('there are no PostgreSQL binaries on this machine')
  const account = process.getuid?.() === 0 ? accountOf('postgres') : null
  const directory = mkdtempSync('/var/tmp/keyturn-own-postgres-')
  if (account) chownSync(directory, account.uid, account.gid)
  const data = join(directory, 'data')
  const run = { ...account, cwd: directory, env: { PATH: process.env['PATH'] ?? '', LC_ALL: 'C' } }
  execFileSync(join(home, 'bin/initdb'), ['-D', data, '-U', 'keyturn', '--auth=trust', '--encoding=UTF8'], {
    ...run,
    stdio: 'ignore',
  })
  const port = await freePort()
  const url = `postgres://keyturn@127.0.0.1:${port}/postgres`
  const flags = ['-p', String(port), '-c', 'listen_addresses=127.0.0.1', '-c', 'unix_socket_directories=']
  let child: ChildProcess | null = null
  const start = async () => {
    child = spawn(join(home, 'bin/postgres'), ['-D', data, ...flags], {
      ...run,
      stdio: 'ignore',
      detached: true,
    })
    await accepting(url)
  }
  const kill = async () => {
    if (child?.pid === undefined || child.exitCode !== null || child.signalCode !== null) return
    const exited = once(child, 'exit')
    process.kill(-child.pid, 'SIGKILL')
    await exited
    child = null
  }
  const remove = async () => {
    await kill()
    rmSync(directory, { recursive: true, force: true })
  }
  return { url, start, kill, remove }
}

function accountOf(name: string): { uid: number; gid: number } {
  const id = (flag: string) => Number(execFileSync('id', [flag, name], { encoding: 'utf8' }))
  return { uid: id('-u'), gid: id('-g') }
}

async function accepting(url: string): Promise<void> {
  for (let attempt = 0; attempt < 600; attempt++) {
    const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 500 })
    client.on('error', () => {})
    const isUp = await client.connect().then(
      () => true,
      () => false,
    )
    await client.end().catch(() => {})
    if (isUp) return
    await sleep(50)
  }
  throw new Error('PostgreSQL did not come up')
}
