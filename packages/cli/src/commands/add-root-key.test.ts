import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseToken } from '@keyturn/contract'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { runCaptured } from '../testing/run-captured.ts'

let directory: string

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'keyturn-root-key-'))
})
afterEach(() => rmSync(directory, { recursive: true }))

const run = (...args: string[]) => runCaptured(args)

test('prints a complete management token, another one each time', async () => {
  const [first, second] = [await run('root-key'), await run('root-key')]
  expect(parseToken(first.out)).toEqual({ prefix: 'kt', environment: 'live' })
  expect(second.out).not.toBe(first.out)
})

test('writes it to a file that only this user can read, and prints no token', async () => {
  const file = join(directory, 'root-key')
  const { status, out } = await run('root-key', '--out', file)
  expect(status).toBe(0)
  const token = readFileSync(file, 'utf8').trim()
  expect(parseToken(token)).toEqual({ prefix: 'kt', environment: 'live' })
  expect(out).not.toContain(token)
  expect(statSync(file).mode & 0o777).toBe(0o600)
})

test('never writes over a file', async () => {
  const file = join(directory, 'root-key')
  await run('root-key', '--out', file)
  const before = readFileSync(file, 'utf8')
  expect(await run('root-key', '--out', file)).toMatchObject({
    status: 1,
    error: expect.stringContaining('exists already'),
  })
  expect(readFileSync(file, 'utf8')).toBe(before)
})
