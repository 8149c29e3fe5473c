import { KeyturnError } from '@keyturn/contract/client'
import { expect } from 'vitest'
import type { Subject } from './subject.ts'

/** Text that has broken something somewhere: interpreters, encodings, layouts, spreadsheets, logs. */
const texts = [
  ...[
    'undefined',
    'null',
    'NaN',
    'true',
    '0',
    '-1',
    '1e1000',
    '\\',
    '\\\\',
    '',
    ' ',
    '.',
    '..',
    '%',
    '%s%n',
    '*',
    '?',
  ],
  ...[
    "'",
    '"',
    "''",
    '`',
    "' OR '1'='1",
    "'; DROP TABLE keys;--",
    '1;SELECT pg_sleep(5)',
    "' UNION SELECT 1--",
    '%27',
  ],
  ...[
    '{"$gt":""}',
    '$where',
    '*)(uid=*))',
    '`id`',
    '$(id)',
    '; id',
    '| id',
    '&& id',
    '{{7*7}}',
    `${'$'}{7*7}`,
    '<%= 7 %>',
  ],
  ...[
    '#{7*7}',
    `${'$'}{jndi:ldap://x}`,
    '<!--#exec cmd="id"-->',
    '<script>alert(1)</script>',
    '"><img src=x onerror=y>',
  ],
  ...[
    'javascript:alert(1)',
    '&lt;',
    '&#x3c;',
    '\r\nSet-Cookie: a=b',
    'a\r\n\r\nb',
    '%0d%0aX: y',
    '\u2028',
    '\u2029',
  ],
  ...[
    '=HYPERLINK("http://x")',
    '+1',
    '-1+1',
    '@SUM(A1)',
    '\t=1',
    '＝1',
    '|calc',
    '../../../etc/passwd',
    '..\\..\\x',
    'C:\\con',
  ],
  ...[
    '/dev/null',
    'file:///etc/passwd',
    '\u0000',
    'a\u0000b',
    '\u001b[31mred',
    '\u0007',
    '\u007f',
    '\u0085',
    '\ufeff',
    '\ufffe',
  ],
  ...[
    '\u202eevil',
    '\u2066a\u2069',
    '\u200b',
    '\u200d',
    '\u00ad',
    '\u3000',
    'é',
    'e\u0301',
    'ﬁ',
    'ß',
    'İ',
    'ı',
    '\u212a',
    'ﷺ',
  ],
  ...[
    '田中',
    '한글',
    'عربي',
    'עברית',
    'ไทย',
    '𝕬𝖇',
    '👩‍👩‍👧‍👦',
    '🏳️‍🌈',
    '🇺🇸',
    '\u{10ffff}',
    'Z̷̛̫a̵l̶g̷o̸',
    '1/0',
    '2027-02-30',
  ],
  ...[
    'constructor',
    '__proto__',
    'toString',
    'admin',
    'root',
    'System',
    'api_key',
    '-----BEGIN PRIVATE KEY-----',
  ],
  ...[
    'x'.repeat(200),
    '🔑'.repeat(100),
    'a b  c   d',
    ' leading',
    'trailing ',
    '\ttab',
    '"quoted", csv',
    "it's",
    'O’Neil',
  ],
]

type Keep = (subject: Subject, text: string) => Promise<unknown>

/** Every place that keeps text: writes it, and answers what is kept. */
const places: Record<string, Keep> = {
  'the name of an organization': async ({ client, organizationId }, name) => {
    return (await client.organizations.update(organizationId, { name })).name
  },
  'the name of a key': async ({ client, keys }, name) => {
    return (await client.keys.update(keys.plain.id, { name })).name
  },
  'the purpose of a key': async ({ client, keys }, purpose) => {
    return (await client.keys.update(keys.plain.id, { purpose })).purpose
  },
  'the user of a key': async ({ client, keys }, usedBy) => {
    return (await client.keys.update(keys.plain.id, { usedBy })).usedBy
  },
  'a value of metadata': async ({ client, keys }, value) => {
    return (await client.keys.update(keys.plain.id, { metadata: { value } })).metadata['value']
  },
  'a name in metadata': async ({ client, keys }, value) => {
    await client.keys.update(keys.plain.id, { metadata: { [value]: 1 } })
    return Object.keys((await client.keys.get(keys.plain.id)).metadata)[0]
  },
  'an external id': async ({ client, organizationId }, externalId) => {
    await client.organizations.update(organizationId, { externalId })
    const found = await client.organizations.list({ externalId })
    return found.data[0]?.externalId
  },
  'the description of a scope': async ({ client, apiId }, description) => {
    const { scopes } = await client.apis.get(apiId)
    const [first, ...others] = scopes
    if (first === undefined) throw new Error('the API has no scopes')
    const { scopes: kept } = await client.apis.update(apiId, {
      scopes: [{ ...first, description }, ...others],
    })
    return kept[0]?.description
  },
  'a search': async ({ client, organizationId }, search) => {
    await client.keys.list({ organizationId, search })
    return search
  },
}

/** Stores each text in each place; what is not kept byte for byte must have been refused, with no fault. */
export async function storeHostileTexts(subject: Subject): Promise<void> {
  const wrong: string[] = []
  let kept = 0
  for (const [place, keep] of Object.entries(places)) {
    for (const text of texts) {
      const stored = await keep(subject, text).catch(refusal)
      if (stored === text) kept += 1
      else if (!(stored instanceof KeyturnError))
        wrong.push(`${place}: ${JSON.stringify(text)} became ${stored}`)
    }
  }
  expect(wrong).toEqual([])
  // Most of it is somebody's name: a house that refuses everything would pass otherwise.
  expect(kept).toBeGreaterThan((Object.keys(places).length * texts.length) / 2)
  const { client, organizationId, apiId, keys } = subject
  await client.organizations.update(organizationId, { name: 'Northwind', externalId: 'crm-1' })
  await client.keys.update(keys.plain.id, { name: 'Plain', purpose: null, usedBy: null, metadata: {} })
  const { scopes } = await client.apis.get(apiId)
  await client.apis.update(apiId, { scopes: scopes.map(scope => ({ ...scope, description: '' })) })
}

function refusal(error: unknown): KeyturnError {
  if (error instanceof KeyturnError && (error.status ?? 500) < 500) return error
  throw error
}
