import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { openTestServer, type TestCall, type TestServer } from '../../testing/open-test-server.ts'
import { inPortal, makeAccount, ownOrigin, signedIn } from '../../testing/signed-in.ts'
import { makeTenant, type Tenant } from '../../testing/tenants.ts'

let server: TestServer
let own: Tenant
const actor = { id: 'user_1042', name: 'Grace Hopper' }
const origin = 'https://app.example.com'

beforeAll(async () => {
  server = await openTestServer()
  own = await makeTenant(server, 'Own', 'own')
  await server.client().apis.update(own.apiId, { portalOrigins: [origin] })
})
afterAll(() => server.close())

const valid = () => ({
  organizationId: own.organizationId,
  apiId: own.apiId,
  actor,
  permissions: ['view_keys', 'manage_keys'],
})
const make = (body: object = {}, options: TestCall = {}) =>
  server.call('POST', '/v1/portal-sessions', { ...options, body: { ...valid(), ...body } })

async function tokenOf(body: object = {}): Promise<string> {
  const { json } = await make(body)
  return (json as { url: string }).url.split('#token=')[1] ?? ''
}

const redeem = (token: string, headers: Record<string, string> = ownOrigin) =>
  server.call('POST', '/v1/portal-session', { key: null, headers, body: { token } })

/** What two browsers' worth of cookies send together. */
function together(...calls: TestCall[]): TestCall {
  const cookies = calls.map(({ headers }) => headers?.['cookie'] ?? '')
  const headers = Object.assign({}, ...calls.map(call => call.headers), { cookie: cookies.join('; ') })
  return { key: null, headers }
}

describe('a link', () => {
  test('is made with its token behind the #, and opens once', async () => {
    const { status, json } = await make({ returnUrl: `${origin}/team` })
    expect({ status, json }).toMatchObject({ status: 201, json: { expiresAt: expect.any(String) } })
    const { url } = json as { url: string }
    expect(url).toMatch(new RegExp(`^http://localhost:8787/portal/${own.apiId}#token=[\\w-]{43}$`))
    const token = url.split('#token=')[1] ?? ''
    const opened = await redeem(token)
    expect(opened.json).toMatchObject({ status: 'open', session: { actor, returnUrl: `${origin}/team` } })
    expect(opened.headers.get('set-cookie')).toMatch(
      /^__Host-keyturn-pts_[0-9a-z]{26}=[\w-]{43}; Path=\/; Secure; HttpOnly; SameSite=None; Partitioned; Max-Age=3600$/,
    )
    const again = await redeem(token)
    expect(again.json).toMatchObject({ status: 'over', home: { returnUrl: `${origin}/team` } })
    expect(again.headers.get('set-cookie')).toBeNull()
    expect(server.logLines.join('')).not.toContain(token)
  })

  test.each([
    [{ permissions: ['administer'] }, '/permissions/0'],
    [{ permissions: ['manage_users'] }, '/permissions/0'],
    [{ permissions: [] }, '/permissions'],
    [{ permissions: ['view_keys', 'view_keys'] }, '/permissions/1'],
    [{ actor: { id: 'a b', name: 'X' } }, '/actor/id'],
    [{ actor: { id: 'x'.repeat(129), name: 'X' } }, '/actor/id'],
    [{ actor: { id: 'x', name: '\u202egnp' } }, '/actor/name'],
    [{ returnUrl: 'https://evil.example/' }, '/returnUrl'],
    [{ returnUrl: 'javascript:alert(1)' }, '/returnUrl'],
    [{ returnUrl: 'https://app.example.com@evil.example/' }, '/returnUrl'],
    [{ theme: { accent: 'red;}*{' } }, '/theme/accent'],
    [{ theme: { scheme: 'neon' } }, '/theme/scheme'],
  ])('is refused for %j', async (body, pointer) => {
    const { status, json } = await make(body)
    expect({ status, json }).toMatchObject({ status: 422, json: { errors: [{ pointer }] } })
  })

  test('asks for a key, and for one that covers what it gives', async () => {
    expect(await make({}, { key: null })).toMatchObject({ status: 401 })
    const { apiId } = await server.client().whoami()
    const scopes = ['portal:write', 'keys:read']
    const { secret } = await server.client().keys.create({ apiId: apiId ?? '', name: 'Narrow', scopes })
    expect(await make({}, { key: secret })).toMatchObject({
      status: 403,
      json: { code: 'insufficient_scope', detail: expect.stringContaining('keys:write') },
    })
    expect(await make({ permissions: ['view_keys'] }, { key: secret })).toMatchObject({ status: 201 })
  })

  test('cannot be opened by pages of others', async () => {
    const token = await tokenOf()
    for (const headers of [
      {},
      { origin },
      { origin: 'null' },
      { ...ownOrigin, 'sec-fetch-site': 'cross-site' },
    ]) {
      const refused = await redeem(token, headers as Record<string, string>)
      expect(refused).toMatchObject({ status: 403, json: { code: 'csrf_failed' } })
    }
    expect((await redeem(token)).json).toMatchObject({ status: 'open' })
    expect(await redeem('x'.repeat(43))).toMatchObject({ status: 404 })
  })
})

describe('the cookie of a portal', () => {
  const portal = () => inPortal(server, { ...own, permissions: ['view_keys', 'manage_keys'] })

  test('counts where the page says so, and the session of who is signed in does not then', async () => {
    const operator = await makeAccount(server, { email: 'boss@vendor.example', operator: 'owner' })
    const [session, inside] = [await signedIn(server, operator), await portal()]
    const both = together(session, inside)
    const organizations = await server.call('GET', '/v1/organizations', both)
    expect(organizations.json).toMatchObject({ data: [{ id: own.organizationId }] })
    expect((organizations.json as { data: unknown[] }).data).toHaveLength(1)
    for (const path of ['/v1/session', '/v1/operators', '/v1/sessions'])
      expect(await server.call('GET', path, both)).toMatchObject({ status: 401 })
    const { 'keyturn-portal-session': _, ...headers } = both.headers ?? {}
    const asOperator = await server.call('GET', '/v1/session', { key: null, headers })
    expect(asOperator.json).toMatchObject({ operator: 'owner' })
    const nobody = await server.call('GET', '/v1/keys', {
      key: null,
      headers: { ...ownOrigin, cookie: inside.headers?.['cookie'] ?? '' },
    })
    expect(nobody).toMatchObject({ status: 401, json: { code: 'missing_credential' } })
  })

  test('of one portal is no key to another, nor does the header choose an organization', async () => {
    const [one, two] = [await portal(), await portal()]
    const id = two.headers?.['keyturn-portal-session'] ?? ''
    const mixed = { ...one, headers: { ...one.headers, 'keyturn-portal-session': id } }
    expect(await server.call('GET', '/v1/keys', mixed)).toMatchObject({
      status: 401,
      json: { code: 'session_ended' },
    })
    const other = await server.client().organizations.create({ name: 'Other' })
    const elsewhere = { ...one, headers: { ...one.headers, 'keyturn-organization': other.id } }
    const keys = await server.call('GET', `/v1/keys?organizationId=${other.id}`, elsewhere)
    expect(keys.json).toMatchObject({ data: [] })
    expect(await server.call('GET', `/v1/organizations/${other.id}`, elsewhere)).toMatchObject({
      status: 404,
    })
  })

  test('is refused with what comes from pages of others', async () => {
    const inside = await portal()
    for (const wrong of [{ origin }, { 'sec-fetch-site': 'cross-site' }] as Record<string, string>[]) {
      const headers = { ...inside.headers, ...wrong }
      const path = `/v1/keys/${own.keyId}`
      const changed = await server.call('PATCH', path, { key: null, headers, body: { name: 'X' } })
      expect(changed).toMatchObject({ status: 403, json: { code: 'csrf_failed' } })
    }
  })

  test('is taken from the browser when the portal is closed, and nothing accepts it any more', async () => {
    const inside = await portal()
    const closed = await server.call('DELETE', '/v1/portal-session', inside)
    expect(closed.status).toBe(204)
    expect(closed.headers.get('set-cookie')).toMatch(/^__Host-keyturn-pts_\w+=; .*Max-Age=0$/)
    expect(await server.call('GET', '/v1/keys', inside)).toMatchObject({ status: 401 })
  })

  test('never comes in so many that a request cannot be sent: the oldest go', async () => {
    const old = Array.from(
      { length: 12 },
      (_, index) => `__Host-keyturn-pts_${String(index).padStart(26, '0')}`,
    )
    const cookie = ['__Host-keyturn=x', ...old.map(name => `${name}=y`)].join('; ')
    const { headers } = await redeem(await tokenOf(), { ...ownOrigin, cookie })
    const removed = [...(headers.get('set-cookie') ?? '').matchAll(/(__Host-[\w-]+)=;/g)].map(
      found => found[1],
    )
    expect(removed).toEqual(old.slice(0, 3))
  })

  test('that is sent twice counts once', async () => {
    const kept = Array.from(
      { length: 9 },
      (_, index) => `__Host-keyturn-pts_${String(index).padStart(26, '0')}=y`,
    )
    const cookie = [...kept, ...kept].join('; ')
    const { headers } = await redeem(await tokenOf(), { ...ownOrigin, cookie })
    expect(headers.get('set-cookie')).not.toContain('Max-Age=0')
  })
})
