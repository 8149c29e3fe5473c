import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { Keyturn } from '../clients/keyturn.ts'
import { CannedKeyturn, denied, serviceKey, valid } from '../testing/canned-keyturn.ts'
import { type GuardedService, type ServiceOptions, services } from '../testing/guarded-apps.ts'

const good = ['X-API-Key', 'good']
const rateLimits = [{ name: 'burst', limit: 10, windowSeconds: 60, remaining: 4, resetSeconds: 30 }]

let canned: CannedKeyturn
let keyturn: Keyturn
let service: GuardedService | null = null

beforeEach(async () => {
  canned = await CannedKeyturn.start()
  canned.verdicts.set('good', valid())
  keyturn = new Keyturn({ url: canned.url, key: serviceKey, retries: { attempts: 1 } })
})
afterEach(async () => {
  await service?.close()
  service = null
  await keyturn.close()
  await canned.stop()
})

const answers = [
  ['malformed', 401, 'invalid_api_key', 'Invalid API key'],
  ['not_found', 401, 'invalid_api_key', 'Invalid API key'],
  ['revoked', 401, 'key_revoked', 'Invalid API key'],
  ['disabled', 401, 'key_disabled', 'Invalid API key'],
  ['expired', 401, 'key_expired', 'Invalid API key'],
  ['organization_suspended', 403, 'organization_suspended', 'Organization suspended'],
  ['wrong_api', 403, 'wrong_api', 'Wrong API'],
  ['wrong_environment', 403, 'wrong_environment', 'Wrong environment'],
  ['wrong_organization', 403, 'wrong_organization', 'Wrong organization'],
  ['ip_not_allowed', 403, 'ip_not_allowed', 'Address not allowed'],
  ['endpoint_not_allowed', 403, 'endpoint_not_allowed', 'Endpoint not allowed'],
  ['insufficient_scope', 403, 'insufficient_scope', 'Insufficient scope'],
  ['rate_limited', 429, 'rate_limited', 'Rate limited'],
  ['credits_exhausted', 402, 'credits_exhausted', 'Credits exhausted'],
] as const

describe.each(services)('%s', (_name, start) => {
  const begin = async (options: Partial<ServiceOptions> = {}) => {
    service = await start({
      keyturn,
      apiId: 'api_1',
      environment: 'live',
      scopes: ['leads:read'],
      ...options,
    })
    return service.send
  }

  test.each([
    [{ apiId: undefined }, 'apiId'],
    [{ environment: undefined }, 'environment'],
  ])('does not start with %o', async (wrong, name) => {
    const options = { keyturn, apiId: 'api_1', environment: 'live', ...wrong }
    // @ts-expect-error: programs in JavaScript get here.
    await expect((async () => start(options))()).rejects.toThrow(name)
  })

  test('admits a valid key and tells Keyturn what was asked', async () => {
    const send = await begin()
    const headers = ['Authorization', 'Bearer good', 'User-Agent', 'curl/8', 'Origin', 'https://a.example']
    expect(await send({ path: '/leads/7?page=2', method: 'DELETE', headers })).toMatchObject({
      status: 200,
      body: { organizationId: 'org_1' },
    })
    const request = { method: 'DELETE', path: '/leads/7', userAgent: 'curl/8', origin: 'https://a.example' }
    expect(canned.verifications).toMatchObject([
      { key: 'good', apiId: 'api_1', environment: 'live', scopes: ['leads:read'], request },
    ])
  })

  test.each(answers)('answers the verdict %s with %i %s', async (verdict, status, code, title) => {
    canned.verdicts.set('bad', denied(verdict, status))
    const send = await begin()
    const answer = await send({ path: '/bug', headers: ['X-API-Key', 'bad'] })
    expect(answer).toMatchObject({ status, body: { status, code, title, detail: `Told: ${verdict}.` } })
    expect(answer.headers).toMatchObject({
      'content-type': 'application/problem+json',
      'cache-control': 'no-store',
      'x-request-id': answer.body['requestId'],
    })
  })

  test.each<[string, number, string[], string?]>([
    ['missing_credential', 401, []],
    ['missing_credential', 401, ['Authorization', 'Basic Z29vZDo=']],
    ['multiple_credentials', 400, [...good, 'Authorization', 'Bearer good']],
    ['duplicate_header', 400, [...good, ...good]],
    ['duplicate_header', 400, ['Authorization', 'Bearer good', 'Authorization', 'Bearer other']],
    ['credential_in_url', 400, good, '/leads?api_key=good'],
    ['invalid_api_key', 401, ['X-API-Key', 'k'.repeat(513)]],
  ])('refuses with %s without asking Keyturn', async (code, status, headers, path = '/bug') => {
    const send = await begin()
    const answer = await send({ path, headers })
    expect(answer).toMatchObject({ status, body: { status, code } })
    if (status === 401) expect(answer.headers['www-authenticate']).toMatch(/^Bearer realm="api"/)
    expect(canned.verifications).toEqual([])
  })

  test('names the scopes that are missing in the challenge', async () => {
    canned.verdicts.set('bad', denied('insufficient_scope', 403, { missingScopes: ['leads:read'] }))
    const send = await begin()
    const answer = await send({ headers: ['X-API-Key', 'bad'] })
    expect(answer.headers['www-authenticate']).toBe(
      'Bearer realm="api", error="insufficient_scope", scope="leads:read"',
    )
  })

  test('cost and API can follow from the request, and what nobody names is left to Keyturn', async () => {
    const send = await begin()
    await send({ headers: good })
    expect(canned.verifications.at(-1)).not.toHaveProperty('cost')
    await service?.close()
    const sendPriced = await begin({ cost: () => 5, apiId: () => 'api_2' })
    canned.verdicts.set('good', valid({ apiId: 'api_2' }))
    expect(await sendPriced({ headers: good })).toMatchObject({ status: 200 })
    expect(canned.verifications.at(-1)).toMatchObject({ cost: 5, apiId: 'api_2' })
    canned.verdicts.set('good', valid({ apiId: 'api_1' }))
    expect(await sendPriced({ headers: good }), 'a key of another API').toMatchObject({ status: 503 })
  })

  test('a route asks for its own scopes', async () => {
    const send = await begin()
    expect(await send({ path: '/write', headers: good })).toMatchObject({ status: 200 })
    expect(canned.verifications).toMatchObject([{ scopes: ['leads:write'] }])
  })

  test('answers carry the state of the limits, admitted or not', async () => {
    canned.verdicts.set('good', { ...valid(), rateLimits })
    canned.verdicts.set(
      'busy',
      denied('rate_limited', 429, { rateLimits: [{ ...rateLimits[0], remaining: 0 }] }),
    )
    const send = await begin()
    const policy = { 'ratelimit-policy': '"burst";q=10;w=60' }
    const admitted = await send({ headers: good })
    expect(admitted).toMatchObject({ status: 200, headers: { ...policy, ratelimit: '"burst";r=4;t=30' } })
    const refused = await send({ headers: ['X-API-Key', 'busy'] })
    expect(refused).toMatchObject({ status: 429, headers: { ...policy, ratelimit: '"burst";r=0;t=30' } })
    expect(refused.headers['retry-after']).toBe('30')
  })

  test('handlers refuse what belongs to others, and what needs more scopes', async () => {
    const send = await begin()
    expect(await send({ path: '/own/org_1', headers: good })).toMatchObject({ status: 200 })
    expect(await send({ path: '/own/org_2', headers: good })).toMatchObject({
      status: 403,
      headers: { 'content-type': 'application/problem+json' },
      body: { code: 'wrong_organization' },
    })
    expect(await send({ path: '/more/leads:read', headers: good })).toMatchObject({ status: 200 })
    const more = await send({ path: '/more/leads:delete', headers: good })
    expect(more).toMatchObject({ status: 403, body: { code: 'insufficient_scope' } })
    expect(more.body['detail']).toContain('leads:delete')
  })

  test('denies with 503 while Keyturn is away, unless told to allow', async () => {
    canned.fault = { status: 503, headers: { 'retry-after': '7' }, body: { code: 'fenced', detail: 'Wait.' } }
    const denying = await begin()
    const answer = await denying({ headers: good })
    expect(answer).toMatchObject({ status: 503, body: { code: 'verification_unavailable' } })
    expect(answer.headers['retry-after']).toBe('7')
    await service?.close()
    const allowing = await begin({ onUnavailable: 'allow' })
    expect(await allowing({ headers: good })).toMatchObject({ status: 200, body: { organizationId: null } })
    expect(await allowing({ headers: [] })).toMatchObject({ status: 401 })
    expect(await allowing({ path: '/own/org_1', headers: good })).toMatchObject({ status: 503 })
  })

  test('an error of the handler stays its own', async () => {
    const send = await begin()
    expect(await send({ path: '/bug', headers: good })).toMatchObject({ status: 500 })
  })

  test('reports what became of admitted requests, and of no others, when it closes', async () => {
    const send = await begin()
    await send({ path: '/status/201', headers: good })
    await send({ path: '/bug', headers: good })
    await send({ path: '/own/org_2', headers: good })
    await send({ headers: ['X-API-Key', 'bad'] })
    await service?.close()
    service = null
    expect(canned.outcomes.map(({ status }) => status)).toEqual([201, 500, 403])
  })
})

const networked = services.filter(([name]) => !['Hono at the edge', 'Next'].includes(name))

test.each(networked)('%s believes X-Forwarded-For of trusted proxies only', async (_, start) => {
  const options = { keyturn, apiId: 'api_1', environment: 'live' }
  const forwarded = [...good, 'X-Forwarded-For', '198.51.100.1', 'X-Forwarded-For', '203.0.113.7']
  service = await start({ ...options, trustedProxies: ['127.0.0.0/8'] })
  await service.send({ headers: forwarded })
  await service.close()
  service = await start(options)
  await service.send({ headers: forwarded })
  expect(canned.verifications.map(({ request }) => request?.ip)).toEqual(['203.0.113.7', '127.0.0.1'])
})
