import { afterEach, beforeEach, expect, test } from 'vitest'
import { ada, type StartedServer, startServer } from '../testing/start-server.ts'

let started: StartedServer
beforeEach(async () => {
  started = await startServer()
})
afterEach(() => started.server.close())

async function work(key: string): Promise<void> {
  const leadId = (await started.call(key, 'POST /v1/leads', ada)).json().id
  await started.call(key, 'POST /v1/research', { leadId })
  await started.call(key, 'POST /v1/qualifications', { leadId })
}

test('analytics count what the organization has made in the period, and nobody else', async () => {
  await work('acme-live')
  await work('globex-live')
  await work('acme-test')
  expect((await started.call('acme-live', 'GET /v1/analytics')).json()).toMatchObject({
    created: { leads: 1, research: 1, qualifications: 1, emails: 0 },
    emails: {},
  })
  const past = await started.call(
    'acme-live',
    'GET /v1/analytics?from=2020-01-01T00:00:00Z&to=2020-02-01T00:00:00Z',
  )
  expect(past.json()).toMatchObject({ created: { leads: 0 }, from: '2020-01-01T00:00:00.000Z' })
})

test('usage says what was spent on what by which key; the sandbox spends nothing', async () => {
  await work('acme-live')
  await work('acme-test')
  const { credits, days } = (await started.call('acme-live', 'GET /v1/usage')).json()
  expect(credits).toBe(7)
  expect(days).toMatchObject([
    { kind: 'qualifications', keyId: 'key_acme-live', calls: 1, credits: 2 },
    { kind: 'research', keyId: 'key_acme-live', calls: 1, credits: 5 },
  ])
  expect((await started.call('acme-test', 'GET /v1/usage')).json()).toMatchObject({ credits: 0 })
})

test.each([
  'from=yesterday',
  'from=2026-02-01T00:00:00Z&to=2026-01-01T00:00:00Z',
  'from=2020-01-01T00:00:00Z',
])('refuses the period %s', async query => {
  const answer = await started.call('acme-live', `GET /v1/usage?${query}`)
  expect(answer.json()).toMatchObject({ status: 400, code: 'invalid_parameter' })
})
