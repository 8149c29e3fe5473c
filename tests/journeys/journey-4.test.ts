import { credentials, type StartedSmtpServer, startSmtpServer } from '@keyturn/example-outreach-api/testing'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type AutoReach, startAutoReach } from '../harness/auto-reach.ts'
import { eventually } from '../harness/eventually.ts'
import { databases } from '../harness/start-keyturn.ts'

const dayMs = 86_400_000
const ada = { firstName: 'Ada', lastName: 'Lovelace', email: 'ada@analytical.example', company: 'Analytical' }
const outreachScopes = ['leads:create', 'leads:read', 'research:trigger', 'emails:send', 'smtp:manage']

describe.each(databases)('journey 4, a key security programme, on %s', database => {
  let reach: AutoReach
  let smtp: StartedSmtpServer

  beforeAll(async () => {
    smtp = await startSmtpServer()
    reach = await startAutoReach(database)
  })
  afterAll(async () => {
    await reach?.stop()
    await smtp?.close()
  })

  const createLead = async (token: string, email = ada.email) =>
    String((await reach.call(token, 'POST /v1/leads', { ...ada, email })).body['id'])

  test('each key records name, purpose, maker, user, dates and what it may do', async () => {
    const { key } = await reach.createKey({
      name: 'Research worker',
      purpose: 'Researches new leads at night',
      usedBy: 'worker-3',
      scopes: ['leads:read', 'research:trigger'],
    })
    expect(await reach.keyturn.client.keys.get(key.id)).toMatchObject({
      name: 'Research worker',
      purpose: 'Researches new leads at night',
      usedBy: 'worker-3',
      type: 'production',
      createdBy: { type: 'key', name: 'Root key' },
      scopes: ['leads:read', 'research:trigger'],
    })
    expect(Date.parse(key.rotateBy ?? '') - Date.parse(key.createdAt)).toBe(90 * dayMs)
  })

  test('rotation is due by the kind of key: 90, 180 and 45 days', async () => {
    const due = async (settings: Parameters<AutoReach['createKey']>[0]) => {
      const { key } = await reach.createKey(settings)
      return { type: key.type, days: (Date.parse(key.rotateBy ?? '') - Date.parse(key.createdAt)) / dayMs }
    }
    expect(await due({ scopes: ['leads:read'] })).toEqual({ type: 'production', days: 90 })
    expect(await due({ environment: 'test' })).toEqual({ type: 'development', days: 180 })
    expect(await due({ scopes: ['smtp:manage'] })).toEqual({ type: 'elevated', days: 45 })
  })

  test('a read-only key reads, and one that is limited to a resource does that alone', async () => {
    const readOnly = (await reach.createKey({ scopes: ['*:read'] })).secret
    for (const path of ['leads', 'workflows', 'research', 'analytics', 'usage']) {
      expect((await reach.call(readOnly, `GET /v1/${path}`)).status, path).toBe(200)
    }
    expect(await reach.call(readOnly, 'POST /v1/leads', ada)).toMatchObject({
      status: 403,
      body: { code: 'insufficient_scope', detail: expect.stringContaining('leads:create') },
    })
    const workflows = (await reach.createKey({ scopes: ['workflows:*'] })).secret
    const workflow = { name: 'Look', steps: ['research'] }
    expect((await reach.call(workflows, 'POST /v1/workflows', workflow)).status).toBe(201)
    expect((await reach.call(workflows, 'GET /v1/leads')).status).toBe(403)
  })

  test('a key that is limited to endpoints reaches no other, and one bound to addresses no other place', async () => {
    const allowedEndpoints = [{ method: 'GET', path: '/v1/leads' }]
    const limited = (await reach.createKey({ scopes: ['*'], allowedEndpoints })).secret
    expect((await reach.call(limited, 'GET /v1/leads')).status).toBe(200)
    expect(await reach.call(limited, 'GET /v1/smtp')).toMatchObject({
      status: 403,
      body: { code: 'endpoint_not_allowed' },
    })
    const elsewhere = (await reach.createKey({ scopes: ['*'], allowedIps: ['203.0.113.0/24'] })).secret
    expect(await reach.call(elsewhere, 'GET /v1/leads')).toMatchObject({
      status: 403,
      body: { code: 'ip_not_allowed' },
    })
  })

  test('research costs credits live, and nothing in the sandbox', async () => {
    const credits = { remaining: 8 }
    const scopes = ['leads:create', 'research:trigger']
    const live = await reach.createKey({ scopes, credits })
    const sandbox = await reach.createKey({ scopes, credits, environment: 'test' })
    for (const { secret, statuses, remaining } of [
      { secret: live.secret, statuses: [201, 402], remaining: 2 },
      { secret: sandbox.secret, statuses: [201, 201], remaining: 8 },
    ]) {
      const leadId = await createLead(secret)
      const answers = [await reach.call(secret, 'POST /v1/research', { leadId })]
      answers.push(await reach.call(secret, 'POST /v1/research', { leadId }))
      expect(answers.map(({ status }) => status)).toEqual(statuses)
      const { key } = secret === live.secret ? live : sandbox
      expect((await reach.keyturn.client.keys.get(key.id)).credits?.remaining).toBe(remaining)
    }
  })

  test('a limit is told in each answer, and 429 says when to come back', async () => {
    const rateLimits = [{ name: 'default', limit: 2, windowSeconds: 3_600 }]
    const { secret } = await reach.createKey({ scopes: ['leads:read'], rateLimits })
    const first = await reach.call(secret, 'GET /v1/leads')
    expect(first.headers.get('ratelimit-policy')).toContain('"default";q=2')
    expect(first.headers.get('ratelimit')).toContain('r=1')
    await reach.call(secret, 'GET /v1/leads')
    const refused = await reach.call(secret, 'GET /v1/leads')
    expect(refused).toMatchObject({ status: 429, body: { code: 'rate_limited' } })
    expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0)
  })

  test('a live e-mail is sent through the own server, and no e-mail leaves the sandbox', async () => {
    const settings = { host: '127.0.0.1', port: smtp.port, security: 'none', sender: 'sales@contoso.example' }
    const send = async (environment: string, email: string) => {
      const { secret } = await reach.createKey({ scopes: outreachScopes, environment })
      const put = await reach.call(secret, 'PUT /v1/smtp', { ...settings, ...credentials })
      expect(JSON.stringify(put.body)).not.toContain(credentials.password)
      const leadId = await createLead(secret, email)
      const sent = await reach.call(secret, 'POST /v1/emails', { leadId, subject: 'Hello', text: 'Hello' })
      return { secret, sent }
    }
    const sandbox = await send('test', `sandbox-${database}@analytical.example`)
    expect(sandbox.sent).toMatchObject({ status: 202, body: { status: 'simulated', credits: 0 } })
    const live = await send('live', `live-${database}@analytical.example`)
    expect(live.sent).toMatchObject({ status: 202, body: { status: 'queued' } })
    await eventually('the e-mail is sent', async () => {
      const { body } = await reach.call(live.secret, `GET /v1/emails/${live.sent.body['id']}`)
      return body['status'] === 'sent' ? body : null
    })
    expect(smtp.messages.flatMap(({ recipients }) => recipients)).toEqual([
      `live-${database}@analytical.example`,
    ])
  })

  test('what a key has made can be found by it, for the clean-up after a compromise', async () => {
    const stolen = await reach.createKey({ name: 'Stolen', scopes: ['leads:create'] })
    const other = await reach.createKey({ scopes: ['leads:create', 'leads:read'] })
    const leadId = await createLead(stolen.secret)
    await createLead(other.secret)
    await reach.keyturn.client.keys.revoke(stolen.key.id, { reason: 'Compromised' })
    expect(await reach.call(stolen.secret, 'POST /v1/leads', ada)).toMatchObject({
      status: 401,
      body: { code: 'key_revoked' },
    })
    const { body } = await reach.call(other.secret, `GET /v1/leads?createdByKeyId=${stolen.key.id}`)
    expect(body['data']).toMatchObject([{ id: leadId, createdByKeyName: 'Stolen' }])
  })

  test('no key reaches what belongs to another organization', async () => {
    const own = (await reach.createKey({ scopes: ['*'] })).secret
    const foreign = (await reach.createKey({ scopes: ['*'], organizationId: reach.fabrikam.id })).secret
    const leadId = await createLead(own)
    for (const [request, body] of [
      [`GET /v1/leads/${leadId}`],
      ['POST /v1/research', { leadId }],
      ['POST /v1/qualifications', { leadId }],
    ] as const) {
      expect(await reach.call(foreign, request, body), request).toMatchObject({
        status: 403,
        body: { code: 'wrong_organization' },
      })
    }
    expect((await reach.call(foreign, 'GET /v1/leads')).body['data']).toEqual([])
  })

  test('an export is recorded with its purpose, in Keyturn with who took it', async () => {
    const { key, secret } = await reach.createKey({
      name: 'Export',
      scopes: ['exports:create', 'leads:create'],
    })
    await createLead(secret)
    const response = await fetch(`${reach.sampleApi.url}/v1/exports`, {
      method: 'POST',
      headers: { authorization: `Bearer ${secret}`, 'content-type': 'application/json' },
      body: JSON.stringify({ resource: 'leads', format: 'csv', purpose: 'Quarterly report' }),
    })
    expect(response.status).toBe(200)
    expect(await response.text()).toContain(ada.email)
    const exports = (await reach.call(secret, 'GET /v1/exports')).body['data']
    expect(exports).toMatchObject([{ purpose: 'Quarterly report', createdByKeyId: key.id }])
    const event = await eventually('the export is in the log', async () => {
      const { data } = await reach.keyturn.client.usage.events({ keyId: key.id, path: '/v1/exports' })
      return data.find(({ method, outcome }) => method === 'POST' && outcome !== null) ?? null
    })
    expect(event).toMatchObject({ keyName: 'Export', ip: '127.0.0.1', outcome: { status: 200 } })
  })
})
