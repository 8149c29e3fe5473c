import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { mailUser, startMailServer } from '../mail/testing/start-mail-server.ts'
import { inspectInstallation } from './inspect-installation.ts'

let directory = ''
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'keyturn-inspect-'))
  for (const name of Object.keys(process.env)) if (name.startsWith('KEYTURN_')) vi.stubEnv(name, undefined)
})
afterEach(() => {
  vi.unstubAllEnvs()
  rmSync(directory, { recursive: true })
})

/** The findings that are not fine, by name. */
async function faults(flags: Record<string, string> = {}) {
  const findings = await inspectInstallation({ flags: { data: directory, ...flags } })
  const notOk = findings.filter(({ check, state }) => state !== 'ok' && check !== 'free-space')
  return Object.fromEntries(notOk.map(({ check, state }) => [check, state]))
}

test('has nothing to say of a new installation', async () => {
  expect(await faults()).toEqual({})
})

test('names what others may read, and does not change it', async () => {
  chmodSync(directory, 0o755)
  expect(await faults()).toEqual({ 'data-directory': 'serious' })
  expect(await faults()).toEqual({ 'data-directory': 'serious' })
})

test('names sample data', async () => {
  writeFileSync(join(directory, '.keyturn-dev'), '')
  expect(await faults()).toEqual({ 'sample-data': 'serious' })
})

test('names a directory that is none', async () => {
  const file = join(directory, 'file')
  writeFileSync(file, '')
  expect(await faults({ data: file })).toEqual({ 'data-directory': 'serious' })
  expect(await faults({ data: join(directory, 'missing') })).toEqual({ 'data-directory': 'warning' })
})

test('names settings that are accepted and dangerous', async () => {
  vi.stubEnv('KEYTURN_ROOT_KEY', 'kt_live_000000000000000000000000001CkGt6')
  expect(await faults({ 'lease-seconds': '60', 'trusted-proxies': '0.0.0.0/0' })).toEqual({
    'root-key': 'warning',
    lease: 'warning',
    'trusted-proxies': 'serious',
  })
  vi.stubEnv('KEYTURN_ROOT_KEY', undefined)
  expect(await faults({ 'lease-seconds': '0.2', host: '0.0.0.0' })).toEqual({
    lease: 'warning',
    'public-url': 'warning',
  })
})

test('names a refused setting without its value', async () => {
  vi.stubEnv('KEYTURN_PORT', 'hunter2')
  const findings = await inspectInstallation()
  expect(findings).toMatchObject([{ check: 'settings', state: 'serious' }])
  expect(findings[0]?.sentence).toContain('KEYTURN_PORT')
  expect(JSON.stringify(findings)).not.toContain('hunter2')
})

test('asks the mail server whether it takes mail, sends nothing, and does not tell the password', async () => {
  const mail = await startMailServer()
  vi.stubEnv('KEYTURN_MAIL_FROM', 'keys@example.com')
  vi.stubEnv('KEYTURN_PUBLIC_URL', 'http://localhost:8787')
  const of = async (password: string) => {
    vi.stubEnv('KEYTURN_SMTP_URL', `smtp://${mailUser.user}:${password}@127.0.0.1:${mail.port}`)
    const findings = await inspectInstallation({ flags: { data: directory } })
    expect(JSON.stringify(findings)).not.toContain(password)
    return findings.find(({ check }) => check === 'mail')?.state
  }
  expect(await of(mailUser.password)).toBe('ok')
  expect(await of('hunter2-hunter2')).toBe('serious')
  await mail.close()
  expect(await of(mailUser.password)).toBe('serious')
  expect(mail.received).toEqual([])
})

test('names a database that cannot be reached without its password', async () => {
  vi.stubEnv('KEYTURN_DATABASE_URL', 'postgres://keyturn:hunter2@127.0.0.1:1/keyturn')
  expect(await faults()).toEqual({ database: 'serious' })
  expect(JSON.stringify(await inspectInstallation({ flags: { data: directory } }))).not.toContain('hunter2')
})
