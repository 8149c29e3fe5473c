/**
 * Holds one PostgreSQL server for the process that started it: standard input is a pipe from that
 * process, so when it ends, however it ends, the server stops and its directory goes away.
 *
 *     node keep-cluster.ts <directory> <uid> <gid> <postgres> [flags]
 */
import { spawn } from 'node:child_process'
import { openSync, rmSync } from 'node:fs'
import { join } from 'node:path'

const [directory = '', uid = '', gid = '', postgres = '', ...flags] = process.argv.slice(2)

for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => undefined)

const log = openSync(join(directory, 'postgres.log'), 'a')
const server = spawn(postgres, flags, {
  cwd: directory,
  env: { PATH: process.env['PATH'], LC_ALL: 'C' },
  stdio: ['ignore', log, log],
  // Ctrl-C in the terminal must not reach the server before those who use it.
  detached: true,
  ...(uid === '' ? {} : { uid: Number(uid), gid: Number(gid) }),
})

const ended = (reason: string): void => {
  process.stdout.write(`${reason}\n`, () => process.exit(1))
}
server.once('error', error => ended(error.message))
server.once('exit', (code, signal) => ended(`postgres ended with ${signal ?? `status ${code}`}`))

process.stdin.resume()
process.stdin.once('end', () => {
  const fastShutdown = 'SIGINT'
  server.removeAllListeners('exit')
  server.once('exit', () => {
    rmSync(directory, { recursive: true, force: true })
    process.exit(0)
  })
  if (server.exitCode === null) server.kill(fastShutdown)
})
