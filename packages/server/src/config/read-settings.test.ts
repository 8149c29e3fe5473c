import { crc32 } from 'node:zlib'
import { expect, test } from 'vitest'
import { describeSettings } from './describe-settings.ts'
import { readSettings, SettingsError } from './read-settings.ts'
import { settingList } from './settings.ts'

const rootKey = 'kt_live_000000000000000000000000001CkGt6'
/** Six base62 digits of the CRC-32, as every token ends. */
function tokenChecksum(head: string): string {
  const digits = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz'
  let rest = crc32(head)
  let text = ''
  for (let place = 0; place < 6; place++) {
    text = digits[rest % 62] + text
    rest = Math.floor(rest / 62)
  }
  return text
}

const readFile = (path: string) => {
  if (path === '/run/root-key') return `${rootKey}\n`
  throw new Error('ENOENT /secret/path')
}
const read = (env: Record<string, string>, flags?: Record<string, string>) =>
  readSettings({ env, readFile, ...(flags ? { flags } : {}) })

function refusalOf(env: Record<string, string>, flags?: Record<string, string>): SettingsError {
  try {
    read(env, flags)
  } catch (error) {
    if (error instanceof SettingsError) return error
  }
  throw new Error('was accepted')
}

test('nothing set gives the documented defaults', () => {
  expect(read({ PATH: '/bin' })).toEqual({
    port: 8787,
    host: '127.0.0.1',
    dataDirectory: './data',
    databaseUrl: null,
    kekFile: null,
    publicUrl: null,
    rootKey: null,
    leaseSeconds: 1,
    durability: 'process-crash',
    drainSeconds: 0,
    usageRetentionMonths: 13,
    trustedProxies: [],
    smtpServer: null,
    mailFrom: null,
    outboundAllow: [],
    verificationPort: null,
    verificationHost: null,
    metricsPort: null,
    logLevel: 'info',
  })
})

test('a flag wins over the environment', () => {
  expect(read({ KEYTURN_PORT: '1' }, { port: '2' }).port).toBe(2)
})

test.each([
  ['KEYTURN_PORT', '80a'],
  ['KEYTURN_PORT', '65536'],
  ['KEYTURN_PORT', ''],
  ['KEYTURN_HOST', 'a b'],
  ['KEYTURN_HOST', '999.1.1.1'],
  ['KEYTURN_DATA', ' '],
  ['KEYTURN_DATABASE_URL', 'mysql://hunter2@x/y'],
  ['KEYTURN_PUBLIC_URL', 'https://user:hunter2@x'],
  ['KEYTURN_ROOT_KEY', 'kt_live_00000000000000000000000000hunter2'],
  ['KEYTURN_ROOT_KEY', 'ee_live_0123456789ABCDEFGHIJKLMNOP38T6tH'],
  ['KEYTURN_LEASE_SECONDS', '-1'],
  ['KEYTURN_LEASE_SECONDS', '1e3'],
  ['KEYTURN_DURABILITY', 'none'],
  ['KEYTURN_USAGE_RETENTION_MONTHS', '0'],
  ['KEYTURN_TRUSTED_PROXIES', '10.0.0.0/33'],
  ['KEYTURN_TRUSTED_PROXIES', '10.0.0.1/8'],
  ['KEYTURN_TRUSTED_PROXIES', '10.0.0.1,'],
  ['KEYTURN_LOG_LEVEL', 'loud'],
])('%s with a malformed value is refused by name, without the value', (name, value) => {
  const refusal = refusalOf({ [name]: value })
  expect(refusal.problems.map(problem => problem.name)).toEqual([name])
  if (value.length > 2) expect(refusal.message).not.toContain(value)
  expect(refusal.message).not.toContain('hunter2')
})

test('an unknown setting is refused by name', () => {
  const refusal = refusalOf({ KEYTURN_PROT: 'secret' })
  expect(refusal.message).toContain('KEYTURN_PROT')
  expect(refusal.message).not.toContain('secret')
})

test('every wrong setting is named at once', () => {
  const refusal = refusalOf({ KEYTURN_PORT: 'x', KEYTURN_NOPE: 'y', KEYTURN_HOST: ' ' })
  expect(refusal.problems.map(problem => problem.name).sort()).toEqual([
    'KEYTURN_HOST',
    'KEYTURN_NOPE',
    'KEYTURN_PORT',
  ])
})

test('a secret comes from the environment or a file, never from a flag', () => {
  expect(read({ KEYTURN_ROOT_KEY_FILE: '/run/root-key' }).rootKey).toBe(rootKey)
  expect(read({}, { 'root-key': rootKey }).rootKey).toBeNull()
  expect(refusalOf({ KEYTURN_ROOT_KEY_FILE: '/nowhere' }).message).toBe(
    'KEYTURN_ROOT_KEY_FILE names a file that cannot be read.',
  )
  expect(refusalOf({ KEYTURN_ROOT_KEY_FILE: '/run/root-key', KEYTURN_ROOT_KEY: rootKey }).message).toContain(
    'both set',
  )
})

test('a published example is no root key for other machines to use', () => {
  const counting = 'kt_live_0123456789ABCDEFGHIJKLMNOP'
  expect(() => read({ KEYTURN_ROOT_KEY: rootKey, KEYTURN_HOST: '::1' })).not.toThrow()
  for (const key of [rootKey, counting + tokenChecksum(counting)]) {
    expect(refusalOf({ KEYTURN_ROOT_KEY: key, KEYTURN_HOST: '0.0.0.0' }).message).toContain(
      'KEYTURN_ROOT_KEY',
    )
  }
  const random = 'kt_live_q7Zk2vR9xYwL4mT8cB1nD5fGhS'
  expect(() =>
    read({ KEYTURN_ROOT_KEY: random + tokenChecksum(random), KEYTURN_HOST: '0.0.0.0' }),
  ).not.toThrow()
})

test("the variables of Keyturn's clients may stand beside the server's", () => {
  expect(() => read({ KEYTURN_URL: 'http://x', KEYTURN_KEY: rootKey })).not.toThrow()
})

test('the reference names every setting', () => {
  for (const { name } of settingList) expect(describeSettings()).toContain(`\`${name}\``)
})
