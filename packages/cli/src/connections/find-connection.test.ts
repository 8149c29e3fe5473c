import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { writeProfiles } from '../config/profiles.ts'
import { runCaptured, type Surroundings } from '../testing/run-captured.ts'

const key = 'kt_live_hunter2hunter2'

let directory = ''
let profileFile = ''
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'keyturn-connection-'))
  profileFile = join(directory, 'profiles.json')
})
afterEach(() => rmSync(directory, { recursive: true }))

function whoami(environment: Surroundings['environment'], ...flags: string[]) {
  return runCaptured(['whoami', ...flags], { environment: { profileFile, ...environment }, stdin: key })
}

const keepProfile = () =>
  writeProfiles(profileFile, { current: 'a', profiles: { a: { url: 'http://127.0.0.1:1', key } } })

test('the key of a profile is sent to the address of the profile and nowhere else', async () => {
  keepProfile()
  for (const refused of [
    await whoami({}, '--url', 'http://127.0.0.1:2'),
    await whoami({ url: 'http://x.example' }),
  ]) {
    expect(refused).toMatchObject({ status: 2, error: expect.stringContaining('is sent nowhere else') })
  }
  expect(await whoami({})).toMatchObject({
    status: 1,
    error: expect.stringContaining('Cannot reach http://127.0.0.1:1'),
  })
})

test.each([
  ['no key at all', {}, [], 'keyturn configure'],
  ['a profile that is not there', { key: null }, ['--profile', 'b'], 'no profile b'],
  ['two keys', { key, keyFile: '/x' }, [], 'keep one'],
  ['a key beside a profile', { key }, ['--profile', 'a'], 'Keep one of them'],
  ['an empty key', { key: '' }, [], 'KEYTURN_KEY holds no key'],
  ['an address with a password', { key, url: 'https://u:p@k.example' }, [], 'no credentials'],
  ['an address that is none', { key, url: 'keys.example.com' }, [], 'must be a URL'],
])('%s is wrong usage, and no key is repeated', async (_, environment, flags, reason) => {
  keepProfile()
  if (reason === 'keyturn configure') rmSync(profileFile)
  const { status, error } = await whoami(environment, ...flags)
  expect({ status, error }).toMatchObject({ status: 2, error: expect.stringContaining(reason) })
  expect(error).not.toContain('hunter2')
})

test('a key comes from a file or from standard input', async () => {
  const keyFile = join(directory, 'key')
  writeFileSync(keyFile, `${key}\n`)
  const environment = { keyFile, url: 'http://127.0.0.1:1' }
  expect(await whoami(environment)).toMatchObject({
    status: 1,
    error: expect.stringContaining('Cannot reach'),
  })
  expect(await whoami({ url: environment.url }, '--key-stdin')).toMatchObject({ status: 1 })
  expect(await whoami({ keyFile: join(directory, 'missing') })).toMatchObject({
    status: 1,
    error: expect.stringContaining('cannot be read'),
  })
})

test('a token in the arguments is refused before anything is done with it', async () => {
  const token = 'wx_live_0123456789ABCDEFGHIJKLMNOP38T6tH'
  for (const args of [
    ['keys', 'show', token],
    ['keys', 'list', `--search=${token}`],
  ]) {
    const { status, error } = await runCaptured(args, { environment: { key } })
    expect(status).toBe(2)
    expect(error).toContain('standard input')
    expect(error).not.toContain('0123456789')
  }
})
