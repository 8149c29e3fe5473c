/**
 * Preloaded into a Keyturn process: from when the file TEST_ARMED exists, the process ends itself with SIGKILL at the
 * TEST_PASSES-th pass of the point TEST_POINT. The product knows nothing of it.
 */
import fs from 'node:fs'
import { ServerResponse } from 'node:http'
import { syncBuiltinESMExports } from 'node:module'
import { isMainThread } from 'node:worker_threads'
import Database from 'better-sqlite3'
import pg from 'pg'
import { wrapMethod } from './wrap-method.ts'

const { TEST_POINT: wanted = '', TEST_ARMED: armed = '', TEST_PASSES: passes = '1' } = process.env
let left = Number(passes)

function pass(point: string): void {
  if (point !== wanted || !fs.existsSync(armed)) return
  left -= 1
  if (left === 0) process.kill(process.pid, 'SIGKILL')
}

/** What a statement is, to whom it is only text; the usage log is written by a thread of its own. */
function pointsOf(sql: unknown): { before: string; after: string } | null {
  const text = String(sql).trimStart().toLowerCase()
  if (/^insert into "?audit_events\b/.test(text)) return { before: '', after: 'audit-row' }
  if (!text.startsWith('commit')) return null
  return isMainThread ? { before: 'commit', after: 'committed' } : { before: '', after: 'usage-stored' }
}

function around(call: () => unknown, sql: unknown): unknown {
  const points = pointsOf(sql)
  if (points === null) return call()
  pass(points.before)
  const answer = call()
  if (!(answer instanceof Promise)) {
    pass(points.after)
    return answer
  }
  return answer.then(value => {
    pass(points.after)
    return value
  })
}

wrapMethod(Database.prototype, 'exec', (call, [sql]) => around(call, sql))
wrapMethod(Database.prototype, 'prepare', (prepare, [sql]) => {
  const statement = prepare()
  if (typeof statement !== 'object' || statement === null || pointsOf(sql) === null) return statement
  for (const name of ['run', 'all', 'get']) wrapMethod(statement, name, call => around(call, sql))
  return statement
})
wrapMethod(Database.prototype, 'transaction', transaction => {
  const begun = transaction()
  if (isMainThread || typeof begun !== 'function') return begun
  const immediate = (...args: unknown[]): unknown => {
    const answer: unknown = Reflect.apply(Reflect.get(begun, 'immediate'), begun, args)
    pass('usage-stored')
    return answer
  }
  return Object.assign((...args: unknown[]) => immediate(...args), { immediate })
})
wrapMethod(pg.Client.prototype, 'query', (call, [query]) =>
  around(call, typeof query === 'object' && query !== null && 'text' in query ? query.text : query),
)

/** Events are written with a position; logs are not. On the calling thread, or in the pool while the disk is slow. */
wrapMethod(fs, 'writeSync', (call, args) => {
  const written = call()
  if (typeof args[4] === 'number') pass('journal-written')
  return written
})
wrapMethod(fs, 'write', (call, args) => {
  const done = args[5]
  if (typeof done === 'function') {
    args[5] = (...answer: unknown[]) => {
      pass('journal-written')
      Reflect.apply(done, undefined, answer)
    }
  }
  return call()
})
wrapMethod(ServerResponse.prototype, 'end', call => {
  const answer = call()
  setImmediate(() => pass('answered'))
  return answer
})
syncBuiltinESMExports()
