import { existsSync, mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type CommandOptions, runKeyturn } from '../harness/keyturn-command.ts'
import { type StartedKeyturn, startKeyturn } from '../harness/start-keyturn.ts'

/** Each command is a process of its own, and the machine may be busy. */
const patience = { timeout: 120_000 }

let keyturn: StartedKeyturn
let directory = ''
let env: Record<string, string> = {}
let apiId = ''

beforeAll(async () => {
  keyturn = await startKeyturn({ database: 'sqlite' })
  directory = mkdtempSync(join(tmpdir(), 'keyturn-commands-'))
  env = { KEYTURN_URL: keyturn.url, KEYTURN_KEY: keyturn.rootKey, XDG_CONFIG_HOME: join(directory, 'config') }
  const api = await keyturn.client.apis.create({
    name: 'Weather',
    prefix: 'wx',
    scopes: [{ name: 'forecasts:read' }],
  })
  apiId = api.id
  await keyturn.client.organizations.create({ name: 'Northwind', externalId: 'cus_1' })
})
afterAll(async () => {
  await keyturn.stop()
  await keyturn.remove()
  rmSync(directory, { recursive: true })
})

const run = (args: string[], options: CommandOptions = {}) =>
  runKeyturn(args, { ...options, env: { ...env, ...options.env } })

/** What a command prints with `--json`; throws unless it is done. */
async function json<Answer>(args: string[], options: CommandOptions = {}): Promise<Answer> {
  const { status, out, error } = await run([...args, '--json'], options)
  expect({ args, status, error }).toEqual({ args, status: 0, error: '' })
  return JSON.parse(out)
}

const createKey = ['keys', 'create', '--api', 'wx', '--organization', 'cus_1', '--scope', 'forecasts:read']

type Key = { id: string; name: string; status: string; start: string }
const newKey = (name: string) => json<{ key: Key; secret: string }>([...createKey, '--name', name])

test(
  'a key lives its life: made, shown, renamed, changed, verified, rotated, revoked, deleted',
  patience,
  async () => {
    const { key, secret } = await newKey('Life')
    expect(await json(['keys', 'show', key.id])).toMatchObject({ id: key.id, name: 'Life' })
    expect(await json(['keys', 'rename', key.id, 'New life'])).toMatchObject({ name: 'New life' })
    expect(
      await json(['keys', 'update', key.id, '--allow-ip', '203.0.113.0/24', '--purpose', 'A test']),
    ).toMatchObject({
      allowedIps: ['203.0.113.0/24'],
      purpose: 'A test',
    })
    expect(await json(['keys', 'update', key.id, '--clear', 'ips', '--clear', 'purpose'])).toMatchObject({
      allowedIps: null,
      purpose: null,
    })
    expect(await json(['keys', 'lookup'], { stdin: secret })).toMatchObject({ id: key.id })
    expect(await json(['keys', 'verify'], { stdin: `${secret}\n` })).toMatchObject({ valid: true })

    const rotated = await json<{ secret: string }>(['keys', 'rotate', key.id, '--overlap', '1h'])
    expect(await json(['keys', 'verify'], { stdin: secret })).toMatchObject({ valid: true })
    expect(await json(['keys', 'verify'], { stdin: rotated.secret })).toMatchObject({ valid: true })

    const revoked = await json(['keys', 'revoke', key.id, '--yes', '--reason', 'Over'])
    expect(revoked).toMatchObject({ key: { revokeReason: 'Over' }, effective: { everywhere: true } })
    expect(await run(['keys', 'verify'], { stdin: secret })).toMatchObject({ status: 1 })
    expect(await run(['keys', 'delete', key.id, '--yes'])).toMatchObject({ status: 0, out: 'Deleted.\n' })
    const gone = await run(['keys', 'show', key.id])
    expect(gone).toMatchObject({ status: 1, out: '' })
    expect(gone.error).toMatch(/\nRequest req_\w+\n$/)
  },
)

test('a management key says how far it reaches', patience, async () => {
  const make = ['keys', 'create', '--api', 'kt', '--name', 'Service', '--scope', 'keys:verify']
  const { out } = await run([...make, '--reach-api', 'wx', '--secret-file', join(directory, 'service')])
  expect(out).toMatch(new RegExp(`^Manages +all organizations, ${apiId}$`, 'm'))
})

test('what cannot be undone is not done where nobody can be asked', patience, async () => {
  const { key, secret } = await newKey('Careful')
  const attempts = [
    ['keys', 'revoke', key.id],
    ['keys', 'delete', key.id],
    ['keys', 'rotate', key.id, '--print-secret'],
    ['keys', 'bulk-revoke', '--search', 'Careful'],
    ['apis', 'delete', 'wx'],
    ['organizations', 'delete', 'cus_1'],
  ]
  for (const args of attempts) {
    const { status, out, error } = await run(args)
    expect({ args, status, out }).toEqual({ args, status: 2, out: '' })
    expect(error).toContain('--yes')
  }
  expect(await json(['keys', 'verify'], { stdin: secret })).toMatchObject({ valid: true })
})

test(
  'what a new key needs is named as its flag, before anything is asked of the server',
  patience,
  async () => {
    const place = ['--print-secret', '--organization', 'cus_1']
    const nameless = await run(['keys', 'create', '--api', 'wx', ...place])
    expect(nameless).toMatchObject({ status: 2, out: '', error: expect.stringContaining('--name') })
    const homeless = await run(['keys', 'create', '--name', 'X', ...place])
    expect(homeless).toMatchObject({ status: 2, out: '', error: expect.stringContaining('--api') })
  },
)

test('a token goes to one place that was asked for, or none is made', patience, async () => {
  const before = (await keyturn.client.keys.list({ limit: 200 })).data.length
  expect(await run([...createKey, '--name', 'Nowhere'])).toMatchObject({ status: 2, out: '' })
  const refused = join(directory, 'refused')
  expect(
    await run([...createKey, '--scope', 'no:such', '--name', 'X', '--secret-file', refused]),
  ).toMatchObject({
    status: 1,
  })
  expect(existsSync(refused)).toBe(false)
  expect((await keyturn.client.keys.list({ limit: 200 })).data.length).toBe(before)

  const file = join(directory, 'token')
  const kept = await run([...createKey, '--name', 'Kept', '--secret-file', file])
  const token = readFileSync(file, 'utf8').trim()
  expect(statSync(file).mode & 0o777).toBe(0o600)
  expect(kept).toMatchObject({ status: 0, error: '' })
  expect(kept.out).not.toContain(token)
  expect(await run([...createKey, '--name', 'Again', '--secret-file', file])).toMatchObject({ status: 1 })
  expect(readFileSync(file, 'utf8').trim()).toBe(token)

  const printed = await run([...createKey, '--name', 'Printed', '--print-secret'])
  expect(printed.out).toMatch(/^wx_live_[0-9A-Za-z]{32}\n$/)
})

test('lists come as tables, as one array, and as lines, and say when they are cut', patience, async () => {
  for (const name of ['List a', 'List b', 'List c']) await newKey(name)
  const list = ['keys', 'list', '--search', 'List ']
  const table = await run(list)
  expect(table.out.split('\n')[0]).toMatch(/^NAME +KEY +ENV +SCOPES +LAST USED +STATUS +ID$/)
  expect((await json<Key[]>(list)).map(({ name }) => name)).toEqual(['List c', 'List b', 'List a'])
  const lines = await run([...list, '--all', '--jsonl'])
  expect(
    lines.out
      .trim()
      .split('\n')
      .map(line => JSON.parse(line).name),
  ).toHaveLength(3)
  const cut = await run([...list, '--limit', '2', '--jsonl'])
  expect(cut.out.trim().split('\n')).toHaveLength(2)
  expect(cut.error).toContain('--all')
  expect(await json(['keys', 'list', '--search', 'There is none'])).toEqual([])
})

test(
  'an import sends no token, can be repeated, and names what is wrong by its place in the file',
  patience,
  async () => {
    const token = 'legacy-token-of-the-test'
    const entries = [{ name: 'Imported', scopes: ['forecasts:read'], token }]
    const args = ['keys', 'import', '-', '--api', 'wx', '--organization', 'cus_1']
    const [key] = await json<Key[]>(args, { stdin: JSON.stringify(entries) })
    const [again] = await json<Key[]>(args, { stdin: JSON.stringify(entries) })
    expect(again?.id).toBe(key?.id)
    expect(await json(['keys', 'verify'], { stdin: token })).toMatchObject({
      valid: true,
      key: { id: key?.id },
    })
    const bad = [
      { name: 'Good', token: `${token}-2` },
      { name: '', token: `${token}-3` },
    ]
    const refused = await run(args, { stdin: JSON.stringify(bad) })
    expect(refused).toMatchObject({ status: 1, error: expect.stringContaining('entry 2') })
    expect(refused.error).not.toContain(token)
  },
)

test('a bulk revocation ends what the filter chooses and nothing else', patience, async () => {
  const [one, two, other] = [await newKey('Bulk one'), await newKey('Bulk two'), await newKey('Other')]
  expect(await run(['keys', 'bulk-revoke', '--yes'])).toMatchObject({ status: 2 })
  expect(await run(['keys', 'bulk-revoke', '--search', 'Bulk', '--yes'])).toMatchObject({
    out: '2 revoked.\n',
  })
  const ids = `${one.key.id}\n${two.key.id}\nkey_00000000000000000000000000\n`
  expect(await run(['keys', 'bulk-revoke', '--ids', '-', '--yes'], { stdin: ids })).toMatchObject({
    status: 1,
    out: '0 revoked, 2 were before, 1 do not exist.\n',
  })
  expect(await json(['keys', 'verify'], { stdin: other.secret })).toMatchObject({ valid: true })
})

test('exports are complete, and no file is written over', patience, async () => {
  const file = join(directory, 'keys.csv')
  expect(await run(['keys', 'export', '--out', file])).toMatchObject({ status: 0 })
  const rows = readFileSync(file, 'utf8').trim().split('\r\n')
  expect(rows[0]).toMatch(/^id,name,start,/)
  expect(rows.length - 1).toBe((await json<Key[]>(['keys', 'list', '--all'])).length)
  expect(statSync(file).mode & 0o777).toBe(0o600)
  expect(await run(['keys', 'export', '--out', file])).toMatchObject({ status: 1 })
  for (const format of ['csv', 'jsonl']) {
    const answer = await fetch(`${keyturn.url}/v1/audit/export?format=${format}`, {
      headers: { authorization: `Bearer ${keyturn.rootKey}` },
    })
    const { out } = await run(['audit', 'export', '--format', format])
    expect(out).toBe(await answer.text())
    expect(out).toContain('api.created')
  }
})

test('organizations, their people, and APIs are managed by their own names', patience, async () => {
  const made = [
    'organizations',
    'create',
    '--name',
    'Contoso',
    '--external-id',
    'cus_2',
    '--ceiling',
    'forecasts:read',
  ]
  expect(await json(made)).toMatchObject({ externalId: 'cus_2', scopeCeiling: ['forecasts:read'] })
  expect(await json(['organizations', 'suspend', 'cus_2'])).toMatchObject({ suspended: true })
  expect(await json(['organizations', 'resume', 'cus_2'])).toMatchObject({ suspended: false })
  expect(await json(['organizations', 'update', 'cus_2', '--timezone', 'Europe/Berlin'])).toMatchObject({
    timezone: 'Europe/Berlin',
  })
  const members = ['organizations', 'members']
  const ada = [...members, 'add', 'cus_2', 'ada@example.com', '--permission', 'view_keys', 'manage_keys']
  const { id } = await json<{ id: string }>(ada)
  expect(await json([...members, 'update', 'cus_2', id, '--name', 'Ada'])).toMatchObject({ name: 'Ada' })
  expect(await json([...members, 'list', 'cus_2'])).toMatchObject([{ id, email: 'ada@example.com' }])
  expect(await run([...members, 'remove', 'cus_2', id, '--yes'])).toMatchObject({ out: 'Removed.\n' })
  const invitations = ['organizations', 'invitations']
  const invited = await json<{ id: string }>([...invitations, 'create', 'cus_2', 'grace@example.com'])
  expect(await json([...invitations, 'show', 'cus_2', invited.id])).toMatchObject({ status: 'pending' })
  expect(await run([...invitations, 'withdraw', 'cus_2', invited.id])).toMatchObject({ out: 'Withdrawn.\n' })
  expect(await run(['organizations', 'delete', 'cus_2', '--yes'])).toMatchObject({ out: 'Deleted.\n' })

  const input = JSON.stringify({ name: 'From a file', prefix: 'ff', maxLifetimeDays: 90 })
  expect(await json(['apis', 'create', '--input', '-'], { stdin: input })).toMatchObject({
    maxLifetimeDays: 90,
  })
  expect(await json(['apis', 'update', 'ff', '--name', 'Renamed'])).toMatchObject({ name: 'Renamed' })
  const framing = ['apis', 'update', 'ff', '--portal-origin']
  const origins = ['https://app.example.com', 'https://b.example.com']
  expect(await json([...framing, origins.join()])).toMatchObject({ portalOrigins: origins })
  expect((await run(['apis', 'show', 'ff'])).out).toMatch(/^Framed by +https:\S+, https:\S+$/m)
  expect(await json([...framing, 'none'])).toMatchObject({ portalOrigins: [] })
  expect(await run(['apis', 'delete', 'ff', '--yes'])).toMatchObject({ out: 'Deleted.\n' })
  expect(await run(['apis', 'show', 'ff'])).toMatchObject({
    status: 1,
    error: expect.stringContaining('apis list'),
  })
})

test(
  'the details of an organization are erased once it is deleted, and its log verifies',
  patience,
  async () => {
    const { id } = await json<{ id: string }>(['organizations', 'create', '--name', 'Litware'])
    expect(await run(['audit', 'erase', id, '--yes'])).toMatchObject({
      status: 1,
      error: expect.stringContaining('Delete the organization first'),
    })
    expect(await run(['organizations', 'delete', id, '--yes'])).toMatchObject({ status: 0 })
    expect(await run(['audit', 'erase', id])).toMatchObject({ status: 2, out: '' })
    expect(await run(['audit', 'erase', id, '--yes'])).toMatchObject({ status: 0, out: 'Erased.\n' })
    const verified = await json<{ valid: boolean; erased: number }>(['audit', 'verify', '--organization', id])
    expect(verified).toMatchObject({ valid: true })
    expect(verified.erased).toBeGreaterThan(0)
  },
)

test('usage and audit answer, and an unbroken chain is status 0', patience, async () => {
  expect(await json(['audit', 'verify'])).toMatchObject({ valid: true })
  expect(await json(['audit', 'list', '--target', apiId])).toMatchObject([{ action: 'api.created' }])
  expect(await json(['whoami'])).toMatchObject({ name: 'Root key' })
  expect((await run(['usage', 'events', '--from', '1h'])).out).toContain('VERDICT')
  expect((await run(['usage', 'summary', '--csv'])).out).toMatch(/^at,group,verifications,/)
})

test(
  'configure keeps a key that works, for its owner alone, and later commands use it',
  patience,
  async () => {
    const bare = { KEYTURN_URL: '', KEYTURN_KEY: '' }
    const own = { XDG_CONFIG_HOME: join(directory, 'own') }
    const without = Object.fromEntries(Object.entries({ ...env, ...own }).filter(([name]) => !(name in bare)))
    const configure = ['configure', '--url', keyturn.url]
    const wrong = await runKeyturn(configure, {
      env: without,
      stdin: 'kt_live_000000000000000000000000001CkGt6',
    })
    expect(wrong).toMatchObject({ status: 1 })
    expect(existsSync(join(own.XDG_CONFIG_HOME, 'keyturn'))).toBe(false)
    expect(await runKeyturn(configure, { env: without, stdin: keyturn.rootKey })).toMatchObject({ status: 0 })
    expect(statSync(join(own.XDG_CONFIG_HOME, 'keyturn/profiles.json')).mode & 0o777).toBe(0o600)
    const { out } = await runKeyturn(['whoami'], { env: without })
    expect(out).toContain('profile default')
    const profiles = await runKeyturn(['profiles', 'list', '--json'], { env: without })
    expect(JSON.parse(profiles.out)).toEqual([{ name: 'default', url: keyturn.url, current: true }])
    expect(profiles.out).not.toContain(keyturn.rootKey)
  },
)

test('no argument of the process holds a secret', patience, async () => {
  let args = ''
  const { status } = await run(['keys', 'verify'], {
    stdin: 'wx_live_0123456789ABCDEFGHIJKLMNOP38T6tH',
    started: pid => {
      args = readFileSync(`/proc/${pid}/cmdline`, 'utf8')
    },
  })
  expect(status).toBe(1)
  expect(args).toContain('keyturn.js')
  expect(args).not.toMatch(/wx_live_|kt_live_/)
})

test('the doctor finds nothing wrong, and then what was broken', patience, async () => {
  const healthy = await json<{ check: string; state: string }[]>(['doctor'])
  expect(healthy.filter(({ state }) => state !== 'ok')).toEqual([])
  await fetch(`${keyturn.url}/v1/whoami`, {
    headers: { authorization: `Bearer ${keyturn.rootKey}`, 'x-forwarded-for': '203.0.113.7' },
  })
  const faults = async (args: string[], more: Record<string, string> = {}) => {
    const { status, out } = await run(['doctor', '--json', ...args], { env: more })
    const findings: { check: string; state: string }[] = JSON.parse(out)
    const notOk = findings.filter(({ check, state }) => state !== 'ok' && check !== 'free-space')
    return { status, notOk: Object.fromEntries(notOk.map(({ check, state }) => [check, state])) }
  }
  expect(await faults([])).toEqual({ status: 0, notOk: { 'forwarded-for': 'warning' } })
  expect(await faults(['--url', 'http://127.0.0.1:1'])).toEqual({
    status: 1,
    notOk: { reachable: 'serious' },
  })
  const settings = { KEYTURN_LEASE_SECONDS: '60', KEYTURN_DATA: keyturn.dataDirectory }
  expect(await faults(['--local'], settings)).toEqual({ status: 0, notOk: { lease: 'warning' } })
})
