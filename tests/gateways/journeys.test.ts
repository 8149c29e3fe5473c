import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { eventually } from '../harness/eventually.ts'
import { type StartedKeyturn, startKeyturn } from '../harness/start-keyturn.ts'
import { callGateway } from './call-gateway.ts'
import { openUpstream, type Upstream } from './open-upstream.ts'
import { provideGateway } from './provide-gateways.ts'
import { type StartedGateway, startGateway } from './start-gateway.ts'

const program = provideGateway('nginx')

type Header = 'X-API-Key' | 'Authorization'
const journeys = [
  { name: 'journey 2, behind nginx', prefix: 'ee', header: 'X-API-Key' },
  { name: 'journey 4, behind nginx', prefix: 'ak', header: 'Authorization' },
] as const satisfies readonly { name: string; prefix: string; header: Header }[]

describe.skipIf(typeof program === 'string').each(journeys)('$name', ({ prefix, header }) => {
  let keyturn: StartedKeyturn
  let upstream: Upstream
  let gateway: StartedGateway
  let apiId: string
  let organizationId: string

  beforeAll(async () => {
    if (typeof program === 'string') return
    keyturn = await startKeyturn({ database: 'sqlite', env: { KEYTURN_TRUSTED_PROXIES: '127.0.0.1' } })
    upstream = await openUpstream()
    const scopes = [{ name: 'leads:read' }, { name: 'leads:write' }]
    apiId = (await keyturn.client.apis.create({ name: 'Vendor', prefix, scopes })).id
    organizationId = (await keyturn.client.organizations.create({ name: 'Northwind' })).id
    gateway = await startGateway('nginx', program, {
      keyturn: keyturn.url.replace('http://', ''),
      upstream: upstream.address,
      apiId,
    })
  })
  afterAll(async () => {
    await gateway?.stop()
    await upstream?.close()
    await keyturn?.remove()
  })

  async function create(more: object = {}) {
    const input = { apiId, organizationId, name: 'Nightly sync', environment: 'live', scopes: ['leads:read'] }
    const { key, secret } = await keyturn.client.keys.create({ ...input, ...more })
    if (secret === null) throw new Error('a create answered without the secret')
    return { key, secret }
  }

  async function call(request: string, token: string) {
    const [method = '', path = ''] = request.split(' ')
    const headers = [header, header === 'Authorization' ? `Bearer ${token}` : token]
    const { status, body } = await callGateway(gateway.port, { method, path, headers })
    return { status, code: status === 200 ? null : JSON.parse(body).code, title: titleOf(status, body) }
  }

  const titleOf = (status: number, body: string) => (status === 200 ? null : JSON.parse(body).title)

  test('a key of its prefix reads, and writes with that scope alone', async () => {
    const reader = await create()
    expect(reader.secret).toMatch(new RegExp(`^${prefix}_live_[0-9A-Za-z]{32}$`))
    expect((await call('GET /v1/leads', reader.secret)).status).toBe(200)
    expect(await call('POST /v1/leads', reader.secret)).toMatchObject({
      status: 403,
      code: 'insufficient_scope',
    })
    const writer = await create({ scopes: ['leads:write'] })
    expect((await call('POST /v1/leads', writer.secret)).status).toBe(200)
    expect((await call('GET /v1/leads', writer.secret)).status).toBe(403)
  })

  test('401 when it is wrong, expired, replaced or revoked, each under one title', async () => {
    const { key, secret } = await create()
    const typo = secret.slice(0, -1) + (secret.endsWith('A') ? 'B' : 'A')
    const title = 'Invalid API key'
    expect(await call('GET /v1/leads', typo)).toEqual({ status: 401, code: 'invalid_api_key', title })
    const rotated = await keyturn.client.keys.rotate(key.id)
    expect(await call('GET /v1/leads', secret)).toEqual({ status: 401, code: 'key_revoked', title })
    expect((await call('GET /v1/leads', rotated.secret ?? '')).status).toBe(200)
    await keyturn.client.keys.revoke(key.id)
    expect(await call('GET /v1/leads', rotated.secret ?? '')).toEqual({
      status: 401,
      code: 'key_revoked',
      title,
    })
    const short = await create({ expiresAt: new Date(Date.now() + 1_500).toISOString() })
    const expired = await eventually('the key expires', async () => {
      const answer = await call('GET /v1/leads', short.secret)
      return answer.status === 200 ? null : answer
    })
    expect(expired).toEqual({ status: 401, code: 'key_expired', title })
  })

  test('a key of the sandbox does not reach production', async () => {
    const { secret } = await create({ environment: 'test' })
    expect(await call('GET /v1/leads', secret)).toMatchObject({ status: 403, code: 'wrong_environment' })
  })

  test('credits are drawn until they are used up', async () => {
    const { secret } = await create({ credits: { remaining: 2 } })
    const statuses = []
    for (let index = 0; index < 3; index++) statuses.push((await call('GET /v1/leads', secret)).status)
    expect(statuses).toEqual([200, 200, 402])
  })

  test('the usage log says which key called what, and from where', async () => {
    const { key, secret } = await create()
    await call('GET /v1/leads/7?limit=1', secret)
    await call('DELETE /v1/leads/7', secret)
    const events = await eventually('both events', async () => {
      const { data } = await keyturn.client.usage.events({ keyId: key.id })
      return data.length === 2 ? data : null
    })
    const same = { keyId: key.id, organizationId, path: '/v1/leads/7', ip: '127.0.0.1' }
    expect(events).toMatchObject([
      { ...same, method: 'DELETE', code: 'insufficient_scope' },
      { ...same, method: 'GET', code: 'valid' },
    ])
  })
})
