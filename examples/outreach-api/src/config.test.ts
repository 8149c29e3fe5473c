import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { readConfig } from './config.ts'

const needed = {
  KEYTURN_URL: 'http://127.0.0.1:8787',
  KEYTURN_KEY: 'kt_live_secret',
  KEYTURN_API_ID: 'api_1',
}

test('everything but Keyturn and the API has a default', () => {
  expect(readConfig(needed)).toEqual({
    host: '127.0.0.1',
    port: 8788,
    dataDirectory: './data/outreach',
    keyturnUrl: 'http://127.0.0.1:8787',
    keyturnKey: 'kt_live_secret',
    apiId: 'api_1',
    moreApis: {},
    allowedSmtpHosts: [],
    trustedProxies: [],
    sampleOrganizationIds: [],
    helpUrl: null,
  })
  expect(readConfig({ ...needed, OUTREACH_SAMPLE_ORGANIZATIONS: 'org_a, org_b,' })).toMatchObject({
    sampleOrganizationIds: ['org_a', 'org_b'],
  })
  const help = { OUTREACH_HELP_URL: 'https://keys.example.com/help/problems' }
  expect(readConfig({ ...needed, ...help })).toMatchObject({ helpUrl: help.OUTREACH_HELP_URL })
  const more = { OUTREACH_MORE_APIS: 'ak=api_2,wx=api_3', OUTREACH_SMTP_ALLOW: 'Relay.internal' }
  expect(readConfig({ ...needed, ...more })).toMatchObject({
    moreApis: { ak: 'api_2', wx: 'api_3' },
    allowedSmtpHosts: ['relay.internal'],
  })
})

test('the key can come from a file', () => {
  const file = join(mkdtempSync(join(tmpdir(), 'outreach-')), 'key')
  writeFileSync(file, 'kt_live_secret\n')
  expect(readConfig({ ...needed, KEYTURN_KEY: '', KEYTURN_KEY_FILE: file }).keyturnKey).toBe('kt_live_secret')
})

test.each([
  ['OUTREACH_PORT', { OUTREACH_PORT: 'secret' }],
  ['OUTREACH_PORT', { OUTREACH_PORT: '65536' }],
  ['OUTREACH_MORE_APIS', { OUTREACH_MORE_APIS: 'secret' }],
  ['OUTREACH_COLOUR', { OUTREACH_COLOUR: 'secret' }],
  ['KEYTURN_URL', { KEYTURN_URL: 'secret' }],
  ['KEYTURN_API_ID', { KEYTURN_API_ID: '' }],
  ['KEYTURN_KEY', { KEYTURN_KEY: '' }],
  ['KEYTURN_KEY_FILE', { KEYTURN_KEY: '', KEYTURN_KEY_FILE: '/nowhere/secret' }],
  ['KEYTURN_KEY_FILE', { KEYTURN_KEY_FILE: '/nowhere/secret' }],
])('names a wrong %s without showing its value', (name, wrong) => {
  expect(() => readConfig({ ...needed, ...wrong })).toThrow(name)
  expect(() => readConfig({ ...needed, ...wrong })).not.toThrow('secret')
})
