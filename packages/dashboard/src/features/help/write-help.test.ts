import { problemDefinitions } from '@keyturn/contract/problems'
import { describe, expect, test } from 'vitest'
import type { HelpFacts } from './help-facts.ts'
import { findHelp, type HelpSection } from './help-text.ts'
import { writeHelp } from './write-help.ts'

const manyKeys: HelpFacts = {
  api: {
    name: 'Enrich Engine',
    prefix: 'ee',
    environments: ['live', 'test'],
    scopes: [
      { name: 'leads:read', description: 'View leads', sensitive: false },
      { name: 'exports:create', description: 'Export everything', sensitive: true },
    ],
    keyPolicy: 'many',
    reveal: 'once',
    rotation: { production: 90, development: 180, elevated: 45 },
    maxLifetimeDays: null,
    sensitiveEndpoints: [],
    credentialHeader: 'X-API-Key',
    baseUrl: 'https://api.enrich.example',
    testRequest: { method: 'GET', path: '/v1/lists' },
  },
  organization: 'Northwind',
  portal: 'Keyturn',
  place: 'Settings › API Keys',
  page: { title: 'API Keys', form: 'full', fieldLabel: 'Name', submitLabel: 'Create', isShown: false },
  requires: ['manage_keys', 'view_keys'],
  isEntrusted: false,
  variable: 'ENRICH_ENGINE_API_KEY',
  curl: 'curl "https://api.enrich.example/v1/lists" -H "X-API-Key: $ENRICH_ENGINE_API_KEY"',
}

const soleKey: HelpFacts = {
  ...manyKeys,
  api: {
    ...manyKeys.api,
    scopes: [],
    keyPolicy: 'one_per_organization',
    reveal: 'anytime',
    credentialHeader: 'Authorization: Bearer',
  },
  place: 'Access & Authentication › Getting Your API Key',
}

const said = (sections: readonly HelpSection[]) => JSON.stringify(sections)
const idsOf = (sections: readonly HelpSection[]) =>
  sections.flatMap(({ id, entries }) => [id, ...entries.map(each => each.id)])

/** What a guard of the SDK answers besides. */
const ofGuards = ['verification_unavailable', 'headers_too_large']

describe.each([
  { name: 'many keys, shown once', facts: manyKeys },
  { name: 'one key, shown again', facts: soleKey },
])('the help on $name', ({ facts }) => {
  const help = writeHelp(facts)

  test('has a row for every problem that an answer can have', () => {
    const rows = help.find(({ id }) => id === 'troubleshooting')?.entries.map(({ id }) => id)
    expect(rows).toEqual(expect.arrayContaining([...Object.keys(problemDefinitions), ...ofGuards]))
  })

  test('says of a problem what its own definition says of it', () => {
    for (const section of help)
      for (const { id, mark, title } of section.entries) {
        const definition = Object.entries(problemDefinitions).find(([code]) => code === id)?.[1]
        if (definition) expect([mark, title]).toEqual([`${definition.status} ${id}`, definition.title])
      }
  })

  test('has each anchor once, and no link that leads nowhere', () => {
    const ids = idsOf(help)
    expect(new Set(ids).size).toBe(ids.length)
    for (const [, target] of said(help).matchAll(/\]\(#([\w-]+)\)/g)) expect(ids).toContain(target)
  })

  test('holds no text that looks like a key', () => {
    expect(said(help)).not.toMatch(/\bee_(?:live|test)_[0-9A-Za-z]{16}/)
  })
})

test('the words are those of the page, the header and the prefix of the API', () => {
  const many = said(writeHelp(manyKeys))
  expect(many).toContain('Choose **Create API Key**.')
  expect(many).toContain('Choose **Create**.')
  expect(many).toContain('X-API-Key: $ENRICH_ENGINE_API_KEY')
  expect(many).toContain('ee_test_')
  const named = said(
    writeHelp({
      ...manyKeys,
      page: { ...manyKeys.page, form: 'name', fieldLabel: 'Key Name', submitLabel: 'Generate' },
    }),
  )
  expect(named).toContain('Fill in **Key Name**')
  expect(named).toContain('Choose **Generate**.')
  expect(named).not.toContain('Restrict further')
  const sole = said(writeHelp(soleKey))
  expect(sole).toContain('Choose **Show Key** to see it')
  expect(sole).toContain('choose **Reset**')
  expect(sole).toContain('Authorization: Bearer $ENRICH_ENGINE_API_KEY')
  expect(sole).not.toContain('Create API Key')
  expect(sole).toContain('Showing the key takes `reveal_keys`')
  const entrusted = said(writeHelp({ ...soleKey, requires: ['manage_billing'], isEntrusted: true }))
  expect(entrusted).toContain('the permission `manage_billing`')
  expect(entrusted).toContain('They can show the key and reset it')
})

test('searching keeps what has all the words, whatever marks them', () => {
  const help = writeHelp(manyKeys)
  expect(idsOf(findHelp(help, '  '))).toEqual(idsOf(help))
  expect(idsOf(findHelp(help, '403 SCOPE'))).toContain('insufficient_scope')
  expect(idsOf(findHelp(help, '403 SCOPE'))).not.toContain('key_revoked')
  expect(idsOf(findHelp(help, 'key_expired'))).toContain('key_expired')
  expect(idsOf(findHelp(help, 'troubleshooting'))).toContain('key_revoked')
  expect(findHelp(help, 'nothing of the kind')).toEqual([])
})
