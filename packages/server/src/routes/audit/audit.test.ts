import type { KeyturnClient } from '@keyturn/contract/client'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { openTestServer, type TestServer } from '../../testing/open-test-server.ts'

let server: TestServer
let root: KeyturnClient
let ids: string[] = []

/** More than two pages of the export. */
const organizations = 1_100

async function open(database: 'sqlite' | 'postgres'): Promise<void> {
  server = await openTestServer({ database })
  root = server.client()
  const names = Array.from({ length: organizations }, (_, index) => `=cmd|' ${index}, "x"`)
  ids = []
  for (let at = 0; at < names.length; at += 50) {
    const made = names.slice(at, at + 50).map(name => root.organizations.create({ name }))
    ids.push(...(await Promise.all(made)).map(({ id }) => id))
  }
}

const exported = (query: string, key?: string) =>
  server.call('GET', `/v1/audit/export${query}`, { ...(key ? { key } : {}) })

describe.each(['sqlite', 'postgres'] as const)('on %s', database => {
  beforeAll(() => open(database))
  afterAll(() => server.close())

  test('the export has every change once, newest first, one JSON object a line', async () => {
    const { status, headers, text } = await exported('')
    expect(status).toBe(200)
    expect(headers.get('content-type')).toBe('application/x-ndjson; charset=utf-8')
    expect(headers.get('content-disposition')).toContain('audit-events.jsonl')
    const events = text
      .trimEnd()
      .split('\n')
      .map(line => JSON.parse(line))
    const seen = events.map(({ id }) => id)
    expect(seen).toEqual(seen.toSorted().reverse())
    expect(new Set(seen).size).toBe(seen.length)
    const targets = new Set(events.map(({ target }) => target.id))
    expect(ids.every(id => targets.has(id))).toBe(true)
    const { data } = await root.audit.events({ limit: 1 })
    expect(events[0]).toEqual(data[0])
  })

  test('as CSV it has a header, one record an event, and nothing that a spreadsheet runs', async () => {
    const { status, headers, text } = await exported(`?format=csv&targetId=${ids[0]}`)
    expect(status).toBe(200)
    expect(headers.get('content-type')).toBe('text/csv; charset=utf-8')
    const [head, record, end] = text.split('\r\n')
    expect(head).toMatch(/^id,at,action,organizationId,targetType,targetId,targetName,actorType,/)
    expect(record).toContain(`,organization.created,${ids[0]},organization,${ids[0]},"'=cmd|' 0, ""x""",key,`)
    expect(end).toBe('')
    expect((await exported(`?format=csv&targetId=key_x`)).text.split('\r\n')).toHaveLength(2)
  })

  test('filters and reach hold as in the list', async () => {
    const [own = '', foreign = ''] = ids
    const me = await root.whoami()
    const { secret } = await root.keys.create({
      apiId: me.apiId ?? '',
      name: 'Auditor',
      scopes: ['audit:read'],
      reach: { organizationId: own, apiId: null },
    })
    const key = secret ?? ''
    const { text } = await exported('', key)
    const events = text
      .trimEnd()
      .split('\n')
      .map(line => JSON.parse(line))
    expect(new Set(events.map(({ organizationId }) => organizationId))).toEqual(new Set([own]))
    expect((await exported(`?organizationId=${foreign}`, key)).text).toBe('')
    expect((await exported(`?organizationId=${foreign}`)).text.trimEnd().split('\n')).toHaveLength(1)
    expect(await exported('?format=xml')).toMatchObject({ status: 400, json: { code: 'invalid_parameter' } })
  })

  test('HEAD has the headers and no body', async () => {
    const { status, headers, text } = await server.call('HEAD', '/v1/audit/export?format=csv')
    expect([status, headers.get('content-type'), text]).toEqual([200, 'text/csv; charset=utf-8', ''])
  })
})
