import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type AutoReach, startAutoReach } from '../harness/auto-reach.ts'
import { createServiceKey, send } from '../harness/enrich-engine.ts'
import { eventually } from '../harness/eventually.ts'
import { type FrameworkService, frameworkServices } from '../harness/guarded-frameworks.ts'

let reach: AutoReach
beforeAll(async () => {
  reach = await startAutoReach('sqlite')
})
afterAll(() => reach?.stop())

describe.each(frameworkServices)('a vendor with %s', (name, startService) => {
  let service: FrameworkService

  beforeAll(async () => {
    service = await startService({
      keyturnUrl: reach.keyturn.url,
      serviceKey: await createServiceKey(reach.keyturn, reach.api.id),
      apiId: reach.api.id,
      environment: 'live',
    })
  })
  afterAll(() => service?.stop())

  const call = (token: string, request: string) =>
    send(service.url, request, { headers: { authorization: `Bearer ${token}` } })

  test('lets a key do what its scopes say, by either header, and tells the handler who calls', async () => {
    const { secret } = await reach.createKey({ name: `Reader on ${name}`, scopes: ['leads:read'] })
    const expected = { keyName: `Reader on ${name}`, organizationId: reach.contoso.id }
    expect(await call(secret, 'GET /v1/leads')).toMatchObject({ status: 200, body: expected })
    const headers = { 'x-api-key': secret }
    expect((await send(service.url, 'GET /v1/leads', { headers })).status).toBe(200)
    expect(await call(secret, 'POST /v1/leads')).toMatchObject({
      status: 403,
      body: { code: 'insufficient_scope', detail: expect.stringContaining('leads:create') },
    })
  })

  test('answers 401 without a key, with a wrong one, and with one that was revoked', async () => {
    const missing = await send(service.url, 'GET /v1/leads')
    expect(missing).toMatchObject({
      status: 401,
      body: { code: 'missing_credential', title: 'Unauthorized' },
    })
    expect(missing.headers.get('www-authenticate')).toContain('Bearer')
    const unknown = await call('ak_live_zzzzzzzzzzzzzzzzzzzzzzzzzz3P8ogt', 'GET /v1/leads')
    expect(unknown).toMatchObject({
      status: 401,
      body: { code: 'invalid_api_key', title: 'Invalid API key' },
    })
    const { key, secret } = await reach.createKey({ scopes: ['leads:read'] })
    expect((await call(secret, 'GET /v1/leads')).status).toBe(200)
    await reach.keyturn.client.keys.revoke(key.id, { reason: 'Test' })
    expect(await call(secret, 'GET /v1/leads')).toMatchObject({ status: 401, body: { code: 'key_revoked' } })
  })

  test('refuses the sandbox key, and what belongs to another organization', async () => {
    const sandbox = (await reach.createKey({ scopes: ['*'], environment: 'test' })).secret
    expect(await call(sandbox, 'GET /v1/leads')).toMatchObject({
      status: 403,
      body: { code: 'wrong_environment' },
    })
    const { secret } = await reach.createKey({ scopes: ['*'] })
    expect((await call(secret, `GET /v1/owned/${reach.contoso.id}`)).status).toBe(200)
    expect(await call(secret, `GET /v1/owned/${reach.fabrikam.id}`)).toMatchObject({
      status: 403,
      body: { code: 'wrong_organization' },
    })
  })

  test('charges 5 for research, answers 402 without credits and 429 beyond a limit', async () => {
    const scopes = ['research:trigger', 'leads:read']
    const paid = await reach.createKey({ scopes, credits: { remaining: 6 } })
    expect((await call(paid.secret, 'POST /v1/research')).status).toBe(201)
    expect(await call(paid.secret, 'POST /v1/research')).toMatchObject({
      status: 402,
      body: { code: 'credits_exhausted' },
    })
    expect((await call(paid.secret, 'GET /v1/leads')).status).toBe(200)
    const rateLimits = [{ name: 'default', limit: 1, windowSeconds: 3_600 }]
    const limited = (await reach.createKey({ scopes, rateLimits })).secret
    expect((await call(limited, 'GET /v1/leads')).headers.get('ratelimit')).toContain('r=0')
    const refused = await call(limited, 'GET /v1/leads')
    expect(refused).toMatchObject({ status: 429, body: { code: 'rate_limited' } })
    expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0)
  })

  test('what became of the request is in the log of the key, whose purpose says what it is for', async () => {
    const purpose = `Shows that ${name} reports outcomes`
    const { key, secret } = await reach.createKey({ scopes: ['leads:create'], purpose, usedBy: name })
    await call(secret, 'POST /v1/leads')
    const event = await eventually('the outcome is in the log', async () => {
      const { data } = await reach.keyturn.client.usage.events({ keyId: key.id })
      return data.find(({ outcome }) => outcome !== null) ?? null
    })
    expect(event).toMatchObject({ method: 'POST', path: '/v1/leads', outcome: { status: 201 } })
    expect(await reach.keyturn.client.keys.get(key.id)).toMatchObject({ purpose, usedBy: name })
  })
})
