import { afterEach, beforeEach, expect, test } from 'vitest'
import { ada, type StartedServer, startServer } from '../testing/start-server.ts'

let started: StartedServer
beforeEach(async () => {
  started = await startServer()
})
afterEach(() => started.server.close())

const exported = (key: string, body: object) =>
  started.call(key, 'POST /v1/exports', { purpose: 'Audit', ...body })

test('an export has every row of the own organization and environment, over as many pages as it takes', async () => {
  const add = started.dataSets.live.prepare(
    `insert into lists (id, organization_id, name, created_at, updated_at) values (?, ?, 'A list', 0, 0)`,
  )
  for (let number = 0; number < 1_201; number++)
    add.run(`list_${String(number).padStart(26, '0')}`, 'org_acme')
  add.run(`list_${'z'.repeat(26)}`, 'org_globex')
  await started.call('acme-test', 'POST /v1/lists', { name: 'Sandbox' })
  const answer = await exported('acme-live', { resource: 'lists', format: 'jsonl' })
  expect(answer.headers['content-type']).toBe('application/jsonl; charset=utf-8')
  expect(answer.headers['content-disposition']).toBe('attachment; filename="lists.jsonl"')
  const rows = answer.body
    .trimEnd()
    .split('\n')
    .map(line => JSON.parse(line))
  expect(new Set(rows.map(row => row.id)).size).toBe(1_201)
  expect(new Set(rows.map(row => row.organizationId))).toEqual(new Set(['org_acme']))
  const sandbox = await exported('acme-test', { resource: 'lists' })
  expect(JSON.parse(sandbox.body)).toMatchObject({ name: 'Sandbox' })
})

test('CSV has a header, and no formula that a lead brought along', async () => {
  await started.call('acme-live', 'POST /v1/leads', { ...ada, company: '=HYPERLINK("http://x.example")' })
  const { body } = await exported('acme-live', { resource: 'leads', format: 'csv' })
  const [header, record] = body.split('\r\n')
  expect(header).toBe(
    'id,firstName,lastName,email,company,organizationId,createdByKeyId,createdByKeyName,createdAt,updatedAt',
  )
  expect(record).toContain(`"'=HYPERLINK(""http://x.example"")"`)
})

test('nothing to export is an empty file', async () => {
  for (const format of ['csv', 'jsonl']) {
    const answer = await exported('acme-live', { resource: 'emails', format })
    expect(answer).toMatchObject({ statusCode: 200, body: '' })
  }
})

test('who took what, and what for, is on record', async () => {
  const answer = await exported('acme-live', { resource: 'leads', purpose: 'Quarterly backup' })
  const { data } = (await started.call('acme-live', 'GET /v1/exports')).json()
  expect(data).toMatchObject([
    {
      id: answer.headers['outreach-export-id'],
      resource: 'leads',
      format: 'jsonl',
      purpose: 'Quarterly backup',
      createdByKeyName: 'acme-live',
    },
  ])
  const unexplained = await started.call('acme-live', 'POST /v1/exports', { resource: 'leads' })
  expect(unexplained.json()).toMatchObject({ status: 422, errors: [{ pointer: '/purpose' }] })
})
