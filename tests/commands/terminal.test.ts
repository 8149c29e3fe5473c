import { spawn, spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { commandEnvironment, keyturnCommand, runKeyturn } from '../harness/keyturn-command.ts'
import { typeInTerminal, whyNoPseudoTerminal } from '../harness/pseudo-terminal.ts'
import { type StartedKeyturn, startKeyturn } from '../harness/start-keyturn.ts'

/** Each command is a process of its own, and the machine may be busy. */
const patience = { timeout: 120_000 }

const reason = whyNoPseudoTerminal()
if (reason !== null) console.warn(`The tests of prompts are left out: ${reason}.`)
const inTerminal = test.skipIf(reason !== null)

let keyturn: StartedKeyturn
let directory = ''
let env: Record<string, string> = {}
let create: { apiId: string; organizationId: string; scopes: string[] }

beforeAll(async () => {
  keyturn = await startKeyturn({ database: 'sqlite' })
  directory = mkdtempSync(join(tmpdir(), 'keyturn-terminal-'))
  env = { KEYTURN_URL: keyturn.url, KEYTURN_KEY: keyturn.rootKey, XDG_CONFIG_HOME: directory }
  const api = await keyturn.client.apis.create({
    name: 'Weather',
    prefix: 'wx',
    scopes: [{ name: 'a:read' }],
  })
  const organization = await keyturn.client.organizations.create({ name: 'Northwind', externalId: 'cus_1' })
  create = { apiId: api.id, organizationId: organization.id, scopes: ['a:read'] }
})
afterAll(async () => {
  await keyturn.stop()
  await keyturn.remove()
  rmSync(directory, { recursive: true })
})

const statusOf = async (id: string) => (await keyturn.client.keys.get(id)).status

inTerminal('a revocation asks, names the key, and is done on yes alone', patience, async () => {
  const { key } = await keyturn.client.keys.create({ ...create, name: 'Asked' })
  const revoke = ['keys', 'revoke', key.id]
  const refused = await typeInTerminal(revoke, { env, exchanges: [{ shows: 'Revoke Asked', type: 'n' }] })
  expect(refused).toMatchObject({ status: 1, screen: expect.stringContaining('Nothing was changed.') })
  expect(refused.screen).toContain('This cannot be undone.')
  expect(await statusOf(key.id)).toBe('active')
  const done = await typeInTerminal(revoke, { env, exchanges: [{ shows: 'Revoke Asked', type: 'y' }] })
  expect(done).toMatchObject({ status: 0, screen: expect.stringContaining('revoked everywhere') })
  expect(await statusOf(key.id)).toBe('revoked')
})

inTerminal('a key that is in use is revoked by typing its name', patience, async () => {
  const { key, secret } = await keyturn.client.keys.create({ ...create, name: 'In use' })
  await keyturn.client.keys.verify({ key: secret ?? '', request: { ip: '203.0.113.7' } })
  await expect
    .poll(async () => (await keyturn.client.usage.events({ keyId: key.id })).data.length, { timeout: 10_000 })
    .toBe(1)
  const revoke = ['keys', 'revoke', key.id]
  const wrong = await typeInTerminal(revoke, { env, exchanges: [{ shows: 'Type In use', type: 'yes\r' }] })
  expect(wrong).toMatchObject({
    status: 1,
    screen: expect.stringContaining('It answered 1 request from 1 address in the last hour.'),
  })
  expect(await statusOf(key.id)).toBe('active')
  const right = await typeInTerminal(revoke, { env, exchanges: [{ shows: 'Type In use', type: 'In use\r' }] })
  expect(right.status).toBe(0)
})

inTerminal('Ctrl-C at a question ends with 130 and changes nothing', patience, async () => {
  const { key } = await keyturn.client.keys.create({ ...create, name: 'Kept' })
  const exchanges = [{ shows: 'Delete Kept', type: '\u0003' }]
  const { status, screen } = await typeInTerminal(['keys', 'delete', key.id], { env, exchanges })
  expect({ status, screen }).toMatchObject({
    status: 130,
    screen: expect.stringContaining('Nothing was changed.'),
  })
  expect(await statusOf(key.id)).toBe('active')
})

inTerminal('a terminal that does not know its width is taken for one of 80 columns', patience, async () => {
  const { key } = await keyturn.client.keys.create({ ...create, name: 'Somewhere' })
  const exchanges = [{ shows: 'Revoke Somewhere', type: 'n' }]
  const { screen } = await typeInTerminal(['keys', 'revoke', key.id], { env, exchanges, columns: 0 })
  expect(screen).toContain('This cannot be undone.')
})

inTerminal('a token is shown once, in a block of its own', patience, async () => {
  const args = ['keys', 'create', '--api', 'wx', '--organization', 'cus_1', '--name', 'Shown']
  const { status, screen } = await typeInTerminal(args, { env: { ...env, NO_COLOR: '1' }, exchanges: [] })
  expect(status).toBe(0)
  expect(screen.match(/wx_live_[0-9A-Za-z]{32}/g)).toHaveLength(1)
  expect(screen).toMatch(/\r\n {2}wx_live_\w{32}\r\n\r\nYou will not see this token again/)
  expect(screen).not.toContain('\u001b[')
})

inTerminal('a management key is typed unseen', patience, async () => {
  const { KEYTURN_KEY, ...rest } = env
  const exchanges = [{ shows: 'Management key', type: `${KEYTURN_KEY}\r` }]
  const { status, screen } = await typeInTerminal(['configure'], { env: rest, exchanges })
  expect({ status, screen }).toMatchObject({
    status: 0,
    screen: expect.stringContaining('in profile default'),
  })
  expect(screen).not.toContain(KEYTURN_KEY)
})

test('a reader that has had enough is no failure', () => {
  const line = `${keyturnCommand.join(' ')} keys list --help | head -n 1; echo "\${PIPESTATUS[0]}"`
  const { stdout, stderr } = spawnSync('bash', ['-c', line], {
    env: commandEnvironment(env),
    encoding: 'utf8',
  })
  expect({ stdout, stderr }).toEqual({ stdout: 'Usage: keyturn keys list [options]\n0\n', stderr: '' })
})

test('Ctrl-C ends a command that works with 130, and leaves no half-written file', patience, async () => {
  const file = join(directory, 'half')
  const silent = createServer()
  await new Promise<void>(done => silent.listen(0, '127.0.0.1', done))
  const address = silent.address()
  const port = typeof address === 'object' && address !== null ? address.port : 0
  const child = spawn(keyturnCommand[0], [keyturnCommand[1], 'keys', 'export', '--out', file], {
    env: commandEnvironment({ ...env, KEYTURN_URL: `http://127.0.0.1:${port}` }),
    stdio: 'ignore',
  })
  const ended = new Promise<number | null>(done => child.once('exit', done))
  // The request is on its way, so the command is in the middle of its work.
  await new Promise<void>(done => silent.once('connection', () => done()))
  child.kill('SIGINT')
  expect(await ended).toBe(130)
  expect(spawnSync('test', ['-e', file]).status).toBe(1)
  silent.close()
})

test('the completion of bash knows commands, options and their values', patience, async () => {
  const { out } = await runKeyturn(['completion', 'bash'], { env })
  const complete = (line: string) => {
    const words = line.split(' ')
    const probe = `${out}
COMP_WORDS=(${words.map(word => `'${word}'`).join(' ')})
COMP_CWORD=${words.length - 1}
_keyturn
printf '%s\\n' "\${COMPREPLY[@]}"`
    const { stdout, stderr } = spawnSync('bash', ['--norc', '-c', probe], { encoding: 'utf8' })
    expect(stderr).toBe('')
    return stdout.trim().split('\n')
  }
  expect(complete('keyturn ke')).toEqual(['keys'])
  expect(complete('keyturn keys re')).toEqual(['rename', 'reveal', 'revoke'])
  expect(complete('keyturn keys list --stat')).toEqual(['--status'])
  expect(complete('keyturn keys list --status re')).toEqual(['revoked'])
  expect(complete('keyturn organizations members a')).toEqual(['add'])
  expect(complete('keyturn serve --lease')).toEqual(['--lease-seconds'])
  expect(complete('keyturn completion f')).toEqual(['fish'])
  expect(complete('keyturn keys import /etc/hostn')).toEqual(['/etc/hostname'])
})

test.each(['zsh', 'fish'])('the completion of %s is one that the shell can read', patience, async shell => {
  const { status, out } = await runKeyturn(['completion', shell], { env })
  expect(status).toBe(0)
  expect(out).toContain('--lease-seconds'.slice(2))
  if (spawnSync(shell, ['--version'], { stdio: 'ignore' }).status !== 0) {
    console.warn(`${shell} is not installed: its completion is not sourced.`)
    return
  }
  expect(spawnSync(shell, ['-n'], { input: out, encoding: 'utf8' })).toMatchObject({ status: 0, stderr: '' })
})
