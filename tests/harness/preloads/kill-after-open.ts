/**
 * Preloaded into a Keyturn process: TEST_KILL_MS milliseconds after it has first touched its database, it is killed
 * by a process of its own making, since nothing runs beside a call into SQLite.
 */
import { spawn } from 'node:child_process'
import Database from 'better-sqlite3'
import pg from 'pg'
import { wrapMethod } from './wrap-method.ts'

const killMs = Number(process.env['TEST_KILL_MS'])
let isArmed = false

function arm(): void {
  if (isArmed) return
  isArmed = true
  const script = 'sleep "$1"; kill -9 "$0"'
  spawn('sh', ['-c', script, String(process.pid), String(killMs / 1000)], {
    detached: true,
    stdio: 'ignore',
  }).unref()
}

for (const [owner, name] of [
  [Database.prototype, 'prepare'],
  [pg.Client.prototype, 'connect'],
] as const) {
  wrapMethod(owner, name, call => {
    arm()
    return call()
  })
}
