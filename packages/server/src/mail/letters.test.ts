import type { Notice } from '@keyturn/engine'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { inert, oneLine } from './inert-text.ts'
import { localTime } from './local-time.ts'
import { renderHtml } from './render-html.ts'
import { renderText } from './render-text.ts'
import { writeLetter } from './write-letter.ts'

const baseUrl = 'https://keys.vendor.example'
const token = 'qUyrRcVUZs3vOYEPYtbVxIUFzVbB2zhFxYJvfm7CYlA'
const at = Date.UTC(2026, 10, 21, 8)
const actions = ['key.created', 'key.revealed', 'key.rotated', 'key.revoked', 'key.deleted'] as const
const accountActions = [
  'session.started',
  'user.password_changed',
  'user.totp_added',
  'user.totp_removed',
  'user.recovery_codes_replaced',
  'user.recovery_code_used',
  'user.passkey_added',
  'user.passkey_removed',
  'user.passkey_cloned',
  'user.identity_linked',
  'user.identity_unlinked',
] as const

/** Every letter, with the same words of others in every place that others can write in. */
function noticesWith(words: string): Notice[] {
  const place = { ip: words, userAgent: words }
  const events = actions.map(action => ({ action, keyName: words, start: words, at, by: words, ...place }))
  const keys = { kind: 'keys' as const, organizationName: words, timezone: 'Europe/Berlin' }
  const reset = { kind: 'key_reset' as const, apiId: 'api_1', keyName: words, start: words }
  const access = { kind: 'access' as const, permission: 'view_logs' as const }
  const request = { organizationId: 'org_1', organizationName: words, timezone: words, reason: words }
  return [
    {
      kind: 'invitation',
      organizationName: words,
      invitedBy: words,
      expiresAt: at,
      timezone: words,
      token,
    },
    { kind: 'password_reset', validForMs: 1_800_000, requestedAt: at, token, ...place },
    { ...keys, totals: { 'key.created': 1_000 }, events },
    ...events.map((event): Notice => ({ ...keys, totals: { [event.action]: 1 }, events: [event] })),
    ...accountActions.map((action): Notice => ({ kind: 'account', action, at, timezone: words, ...place })),
    ...[reset, access].flatMap((about): Notice[] => [
      { kind: 'request', decidesBy: 'permission', askedBy: words, expiresAt: at, ...request, about },
      { kind: 'request', decidesBy: 'entrusted', askedBy: words, expiresAt: at, ...request, about },
      { kind: 'request_decided', outcome: 'approved', decidedBy: words, at, ...request, about },
      { kind: 'request_decided', outcome: 'declined', decidedBy: words, at, ...request, about },
    ]),
  ]
}

function lettersWith(words: string): { subject: string; text: string; html: string }[] {
  return noticesWith(words).map(notice => {
    const letter = writeLetter(notice, baseUrl)
    return { subject: letter.subject, text: renderText(letter, words), html: renderHtml(letter, words) }
  })
}

/** What makes a letter what it is, whatever others wrote: its elements, its links and its lines. */
function shapeOf({ subject, text, html }: ReturnType<typeof lettersWith>[number]) {
  return {
    elements: html.match(/<[^>]*>/g)?.map(tag => (tag.startsWith('<a') ? tag : tag.split(/[\s>]/, 1)[0])),
    links: `${text}\n${html}`.match(/(?:https?:\/\/|www\.)[\p{L}\p{N}][^\s"<]*/gu),
    lines: text.split('\n').length,
    subjectLines: subject.split(/[\r\n\u2028\u2029]/).length,
  }
}

const plain = lettersWith('Sync').map(shapeOf)

test.each([
  '<script>alert(1)</script>',
  '"><img src=x onerror=alert(1)>',
  "' onmouseover='alert(1)",
  '&lt;b&gt; &#60;',
  '</td></table></body>',
  'Key\r\nBcc: victim@example.com\r\n\r\nBody',
  'https://evil.example/login',
  'see www.evil.example or mail support@evil.example',
  'javascript:alert(1)',
  '\u202egnp.exe\u2066\u200b',
  '{{7*7}} %0d%0a',
  'x'.repeat(5_000),
])('%j is text in every place of every letter, and no link, header or element', words => {
  expect(lettersWith(words).map(shapeOf)).toEqual(plain)
})

test('so is any text', () => {
  const piece = fc.constantFrom(
    '<',
    '>',
    '"',
    '&',
    '://',
    'www.',
    '.',
    '@',
    'a',
    '\n',
    '\u2028',
    '\u202e',
    ' ',
  )
  const words = fc.oneof(
    fc.string({ unit: 'binary' }),
    fc.array(piece).map(pieces => pieces.join('')),
  )
  fc.assert(
    fc.property(words, text => {
      expect(lettersWith(text).map(shapeOf)).toEqual(plain)
    }),
    { numRuns: 25 },
  )
})

test('a letter has its link once in its text, made from the address that is set', () => {
  const [invitation, reset] = lettersWith('Sync')
  expect(invitation?.text).toContain(`\n${baseUrl}/accept-invitation#${token}\n`)
  expect(reset?.text).toContain(`\n${baseUrl}/reset-password#${token}\n`)
})

test('a permission is called what the screens call it', () => {
  const told = lettersWith('Sync').filter(({ text }) => text.includes('View logs'))
  expect(told.map(({ subject }) => subject)).toEqual([
    'Sync asks for the permission “View logs”',
    'Sync asks for the permission “View logs”',
    'Approved: the permission “View logs”',
    'Declined: the permission “View logs”',
  ])
  for (const { subject, text, html } of lettersWith('Sync'))
    for (const part of [subject, text, html]) expect(part).not.toContain('view_logs')
})

test('words that are no address stay as they are, and one that could be is broken where nobody sees it', () => {
  for (const words of [
    'Production CRM sync',
    'v1.2.3',
    '203.0.113.7',
    '2001:db8::1',
    'a/b',
    'Schlüssel (№ 1)',
  ])
    expect(inert(words)).toBe(words)
  expect(inert('https://evil.example')).toBe('https://\u200bevil.\u200bexample')
  expect(inert('https://evil.example').replaceAll('\u200b', '')).toBe('https://evil.example')
})

test('a line is cut at whole characters', () => {
  expect(oneLine('😀'.repeat(200), 5)).toBe('😀😀😀😀…')
})

test('one event is told in the subject, several are counted', () => {
  const subjects = lettersWith('Sync').map(({ subject }) => subject)
  expect(subjects.slice(2, 5)).toEqual([
    '1000 changes to API keys of Sync',
    'API key created: Sync',
    'API key shown: Sync',
  ])
})

test('times are told in the timezone, with its name; one that nobody knows is UTC', () => {
  expect(localTime(at, 'Europe/Berlin')).toBe('21 Nov 2026, 09:00:00 CET')
  expect(localTime(at, 'Mars/Olympus')).toBe('21 Nov 2026, 08:00:00 UTC')
})
