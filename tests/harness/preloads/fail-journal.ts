/**
 * Preloaded into a Keyturn process: while the file TEST_FAULT exists, writing and syncing a journal fails with the
 * error code that is in the file.
 */
import fs from 'node:fs'
import { syncBuiltinESMExports } from 'node:module'
import { wrapMethod } from './wrap-method.ts'

const { TEST_FAULT: fault = '' } = process.env

function failing(): NodeJS.ErrnoException | null {
  if (!fs.existsSync(fault)) return null
  const code = fs.readFileSync(fault, 'utf8')
  return Object.assign(new Error(`${code}: made by a test`), { code })
}

/** Journals are written with a position, which logs are not, and nothing else is synced by itself. */
wrapMethod(fs, 'writeSync', (call, args) => {
  const failure = typeof args[4] === 'number' ? failing() : null
  if (failure !== null) throw failure
  return call()
})
for (const [name, doneAt] of [
  ['write', 5],
  ['fdatasync', 1],
] as const) {
  wrapMethod(fs, name, (call, args) => {
    const done = args[doneAt]
    const failure = typeof done === 'function' ? failing() : null
    if (typeof done !== 'function' || failure === null) return call()
    setImmediate(() => done(failure))
    return undefined
  })
}
syncBuiltinESMExports()
