/**
 * Preloaded into a Keyturn process: while the file TEST_FAULT exists, writing and syncing a journal fails with the
 * error code that is in the file.
 */
import fs from 'node:fs'
import { syncBuiltinESMExports } from 'node:module'
import { wrapMethod } from './wrap-method.ts'

const { TEST_FAULT: fault = '' } = process.env

/** Journals are written with a position, which logs are not, and nothing else is synced by itself. */
for (const [name, doneAt] of [
  ['write', 5],
  ['fdatasync', 1],
] as const) {
  wrapMethod(fs, name, (call, args) => {
    const done = args[doneAt]
    if (typeof done !== 'function' || !fs.existsSync(fault)) return call()
    const code = fs.readFileSync(fault, 'utf8')
    setImmediate(() => done(Object.assign(new Error(`${code}: made by a test`), { code })))
    return undefined
  })
}
syncBuiltinESMExports()
