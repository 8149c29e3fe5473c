import { expect, test } from 'vitest'
import { parseMailFrom } from './mail-from.ts'
import { readSettings, SettingsError } from './read-settings.ts'
import { parseSmtpUrl } from './smtp-url.ts'

const none = { credentials: null }

test.each([
  ['smtps://mail.example.com', { host: 'mail.example.com', port: 465, security: 'tls', ...none }],
  ['smtp://mail.example.com', { host: 'mail.example.com', port: 587, security: 'starttls', ...none }],
  ['smtp://127.0.0.1:1025', { host: '127.0.0.1', port: 1025, security: 'none', ...none }],
  ['smtp://[::1]:1025/', { host: '::1', port: 1025, security: 'none', ...none }],
  ['smtp://relay:25?tls=none', { host: 'relay', port: 25, security: 'none', ...none }],
  [
    'smtps://k%40x.example:p%2Fw@h:1',
    { host: 'h', port: 1, security: 'tls', credentials: { user: 'k@x.example', password: 'p/w' } },
  ],
])('%s is a mail server', (text, value) => {
  expect(parseSmtpUrl(text)).toEqual({ ok: true, value })
})

test.each([
  'mail.example.com:587',
  'http://mail.example.com',
  'smtp://',
  'smtp://h/path',
  'smtp://h?tls=off',
  'smtp://h#x',
  'smtp://user@h',
  'smtp://:hunter2@h',
  'smtp://u%zz:hunter2@h',
  'smtps://h?tls=none',
  'smtp://h:0',
])('%s is none, and the reason does not repeat it', text => {
  const parsed = parseSmtpUrl(text)
  expect(parsed.ok).toBe(false)
  expect(JSON.stringify(parsed)).not.toContain('hunter2')
})

test('a password never crosses a network in clear', () => {
  expect(parseSmtpUrl('smtp://u:hunter2@relay?tls=none')).toMatchObject({ ok: false })
  expect(parseSmtpUrl('smtp://u:hunter2@relay')).toMatchObject({ value: { security: 'starttls' } })
  expect(parseSmtpUrl('smtp://u:hunter2@localhost')).toMatchObject({ value: { security: 'none' } })
})

test.each([
  ['keys@example.com', { name: null, address: 'keys@example.com' }],
  ['Example Keys <keys@example.com>', { name: 'Example Keys', address: 'keys@example.com' }],
  ['Schlüssel, Inc. <k+x@mail.example.com>', { name: 'Schlüssel, Inc.', address: 'k+x@mail.example.com' }],
])('%s is a sender', (text, value) => {
  expect(parseMailFrom(text)).toEqual({ ok: true, value })
})

test.each([
  '',
  'keys',
  'keys@',
  '@example.com',
  'a@b <keys@example.com',
  'x\r\nBcc: y@example.com <keys@example.com>',
  'x <keys@example.com>, y <z@example.com>',
  'x\u202e <keys@example.com>',
  'a b@example.com',
])('%j is none', text => {
  expect(parseMailFrom(text)).toMatchObject({ ok: false })
})

test('a mail server wants to know whom mail comes from and where links lead', () => {
  const refused = (env: Record<string, string>): string[] => {
    try {
      readSettings({ env: { KEYTURN_SMTP_URL: 'smtps://h', ...env }, readFile: () => '' })
      return []
    } catch (error) {
      return error instanceof SettingsError ? error.problems.map(({ name }) => name) : ['?']
    }
  }
  expect(refused({})).toEqual(['KEYTURN_MAIL_FROM'])
  const from = { KEYTURN_MAIL_FROM: 'keys@example.com' }
  expect(refused(from)).toEqual([])
  expect(refused({ ...from, KEYTURN_HOST: '0.0.0.0' })).toEqual(['KEYTURN_PUBLIC_URL'])
  expect(refused({ ...from, KEYTURN_PORT: '0' })).toEqual(['KEYTURN_PUBLIC_URL'])
  expect(
    refused({ ...from, KEYTURN_HOST: '0.0.0.0', KEYTURN_PUBLIC_URL: 'https://keys.example.com' }),
  ).toEqual([])
})
