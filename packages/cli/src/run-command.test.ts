import { expect, test } from 'vitest'
import type { ServerModule as Loaded } from './commands/load-server.ts'
import { runCaptured } from './testing/run-captured.ts'

const settingList = [
  { name: 'KEYTURN_PORT', flag: 'always', placeholder: 'port', description: 'Port.', fallback: 8787 },
  {
    name: 'KEYTURN_LOG_LEVEL',
    flag: 'always',
    placeholder: 'level',
    description: 'Level.',
    fallback: 'info',
  },
  { name: 'KEYTURN_ROOT_KEY', flag: 'never', placeholder: 'key', description: 'Key.', fallback: null },
]

function run(args: string[], server: Partial<Loaded> = {}) {
  const flagOf = (name: string) => name.slice('KEYTURN_'.length).toLowerCase().replaceAll('_', '-')
  const loadServer = async () => ({ settingList, flagOf, ...server }) as unknown as Loaded
  return runCaptured(args, { loadServer })
}

const refusing = (error: Error) => ({
  migrateDatabase: async () => {
    throw error
  },
})

test('no command is wrong usage and shows the help on stderr', async () => {
  expect(await run([])).toMatchObject({ status: 2, out: '', error: expect.stringContaining('serve') })
})

test.each([['--help'], ['--version'], ['help', 'migrate'], ['migrate', '--help'], ['serve', '--help']])(
  '%s %s is done',
  async (...args) => {
    expect(await run(args)).toMatchObject({ status: 0, error: '' })
  },
)

test('help has examples everywhere', async () => {
  for (const args of [['--help'], ['serve', '--help'], ['completion', '--help']]) {
    expect((await run(args)).out).toContain('Examples:')
  }
})

test('a typo is wrong usage with a suggestion', async () => {
  expect(await run(['serv'])).toMatchObject({
    status: 2,
    error: expect.stringContaining('Did you mean serve?'),
  })
  expect(await run(['migrate', '--jsno'])).toMatchObject({
    status: 2,
    error: expect.stringContaining('--json'),
  })
  expect(await run(['serve', '--prot', '1'])).toMatchObject({
    status: 2,
    error: expect.stringContaining('--port'),
  })
})

test('only the commands that need the server load it', async () => {
  expect(await run(['--help'])).toMatchObject({ loads: 0 })
  expect(await run(['migrate', '--help'])).toMatchObject({ loads: 0 })
})

test('serve passes the flags on as they were written', async () => {
  let seen: unknown
  const serve: Loaded['serve'] = async options => {
    seen = options
  }
  expect(await run(['serve', '--port', '0', '--log-level=warn'], { serve })).toMatchObject({
    status: 0,
    error: '',
  })
  expect(seen).toEqual({ flags: { port: '0', 'log-level': 'warn' } })
})

test('a secret is no flag', async () => {
  for (const flags of [['--root-key', 'hidden'], ['--root-key=hidden'], ['--root-key']]) {
    const { status, error } = await run(['serve', ...flags])
    expect({ status, error }).toEqual({
      status: 2,
      error:
        '--root-key is no flag, because process lists show flags. Set KEYTURN_ROOT_KEY, or name a file in KEYTURN_ROOT_KEY_FILE.',
    })
  }
  expect((await run(['serve', '--help'])).out).not.toContain('--root-key')
})

test('migrate says what it did, for people and for programs', async () => {
  const migrateDatabase = async () => ({ applied: ['0002_b'], alreadyApplied: ['0001_a'] })
  expect((await run(['migrate'], { migrateDatabase })).out).toBe(
    'applied 0002_b\n1 applied, 1 was applied before.',
  )
  const { out } = await run(['migrate', '--json'], { migrateDatabase })
  expect(JSON.parse(out)).toEqual({ applied: ['0002_b'], alreadyApplied: ['0001_a'] })
})

test('a refused setting is named, with the status of its source', async () => {
  const settings = (name: string) =>
    Object.assign(new Error('x'), {
      name: 'SettingsError',
      problems: [{ name, reason: 'must be a number.' }],
    })
  expect(await run(['migrate'], refusing(settings('KEYTURN_PORT')))).toMatchObject({
    status: 1,
    error: 'KEYTURN_PORT must be a number.',
  })
  expect(await run(['migrate'], refusing(settings('--port')))).toMatchObject({ status: 2 })
})

test('a failure is one sentence without a stack, a token or what a terminal obeys', async () => {
  const token = 'ee_live_0123456789ABCDEFGHIJKLMNOP38T6tH'
  const { status, error } = await run(['migrate'], refusing(new Error(`no ${token} \u001b[31m\nx`)))
  expect(status).toBe(1)
  expect(error).toBe('no ee_live_… \ufffd[31m\ufffdx')
})

test('a failure under --json is JSON on stderr', async () => {
  const { out, error } = await run(['migrate', '--json'], refusing(new Error('no space')))
  expect(out).toBe('')
  expect(JSON.parse(error)).toEqual({ error: { sentences: ['no space'] } })
})
