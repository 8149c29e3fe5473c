import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Browser } from '../../testing/browser.ts'
import { openTestServer, type TestServer } from '../../testing/open-test-server.ts'
import { makeMember, makePerson, signInAs } from '../../testing/people.ts'

let server: TestServer
let browser: Browser
let organizationId = ''
let technical = { id: '', keyId: '', secret: '' }
let other = { id: '', keyId: '', secret: '' }

beforeAll(async () => {
  server = await openTestServer()
  const root = server.client()
  const person = await makePerson(server)
  organizationId = await makeMember(server, person, { permissions: ['manage_billing'] })
  const withKey = async (prefix: string, console: object) => {
    const { id } = await root.apis.create({ name: prefix, prefix, reveal: 'anytime', console })
    const { key, secret } = await root.keys.create({ apiId: id, organizationId, name: 'Shared' })
    return { id, keyId: key.id, secret }
  }
  technical = await withKey('ap', { page: 'Technical', requires: ['manage_billing', 'manage_users'] })
  other = await withKey('ee', { page: 'API Keys', requires: ['manage_keys', 'view_keys'] })
  browser = (await signInAs(server, person)).browser
})
afterAll(() => server.close())

const code = async (method: string, path: string, body?: object) => {
  const { status, json } = await browser.call(method, path, body === undefined ? {} : { body })
  return status < 300 ? status : (json as { code: string }).code
}

test('who manages billing runs the key of an API whose page is for them', async () => {
  const list = await browser.call('GET', `/v1/keys?organizationId=${organizationId}&apiId=${technical.id}`)
  expect(list.json).toMatchObject({ data: [{ id: technical.keyId }] })
  const revealed = await browser.call('POST', `/v1/keys/${technical.keyId}/reveal`)
  expect(revealed.json).toEqual({ secret: technical.secret })
  expect(await code('PATCH', `/v1/keys/${technical.keyId}`, { allowedIps: ['203.0.113.0/24'] })).toBe(200)
  expect(await code('POST', `/v1/keys/${technical.keyId}/rotate`, {})).toBe(200)
  const verdict = await server.client().keys.verify({ key: technical.secret })
  expect(verdict.code).toBe('revoked')
})

test('what they have asked for about such a key is theirs to see, to withdraw and to decide', async () => {
  const ask = async () => {
    const path = `/v1/keys/${technical.keyId}/reset-requests`
    const { status, json } = await browser.call('POST', path, { body: { reason: 'It stood in a ticket.' } })
    expect(status).toBe(201)
    return `/v1/reset-requests/${(json as { id: string }).id}`
  }
  const withdrawn = await ask()
  expect(await code('GET', withdrawn)).toBe(200)
  expect(await code('GET', `/v1/reset-requests?keyId=${technical.keyId}`)).toBe(200)
  expect(await code('POST', `${withdrawn}/withdraw`)).toBe(200)
  expect(await code('POST', `${await ask()}/decline`, { reason: 'It is a test key.' })).toBe(200)
  expect(await code('POST', `${await ask()}/approve`, {})).toBe(200)
})

test('requests about other keys, and lists of all, are refused to them like ones that do not exist', async () => {
  const made = await server.call('POST', `/v1/keys/${other.keyId}/reset-requests`, {
    body: { reason: 'Seen.' },
  })
  const { id } = made.json as { id: string }
  const refused = 'insufficient_permission'
  for (const requestId of [id, `${id.slice(0, -4)}0000`]) {
    const path = `/v1/reset-requests/${requestId}`
    expect(await code('GET', path)).toBe(refused)
    expect(await code('POST', `${path}/withdraw`)).toBe(refused)
    expect(await code('POST', `${path}/decline`, { reason: 'No.' })).toBe(refused)
    expect(await code('POST', `${path}/approve`, {})).toBe(refused)
  }
  expect(await code('GET', `/v1/reset-requests?keyId=${other.keyId}`)).toBe(refused)
  expect(await code('GET', '/v1/reset-requests')).toBe(refused)
})

test('keys of other APIs, and lists that are not of that API, are refused to them', async () => {
  const refused = 'insufficient_permission'
  expect(await code('GET', '/v1/keys')).toBe(refused)
  expect(await code('GET', `/v1/keys?apiId=${other.id}`)).toBe(refused)
  expect(await code('GET', `/v1/keys/${other.keyId}`)).toBe(refused)
  expect(await code('POST', `/v1/keys/${other.keyId}/reveal`)).toBe(refused)
  expect(await code('POST', `/v1/keys/${other.keyId}/rotate`, {})).toBe(refused)
  const keys = [{ apiId: technical.id, organizationId, name: 'X', sha256: '0'.repeat(64) }]
  expect(await code('POST', '/v1/keys/import', { keys })).toBe(refused)
  expect(await code('POST', '/v1/keys', { apiId: other.id, organizationId, name: 'X' })).toBe(refused)
})

test('a key that does not exist is refused in the same words as one that is not theirs', async () => {
  const bodies = []
  for (const id of [other.keyId, `${other.keyId.slice(0, -4)}0000`, 'nonsense']) {
    const { status, json } = await browser.call('GET', `/v1/keys/${id}`)
    bodies.push(JSON.stringify({ status, ...(json as object), requestId: '' }))
  }
  expect(new Set(bodies).size).toBe(1)
})

test('what an organization has used is theirs to see, and its people and audit log are not', async () => {
  expect(await code('GET', `/v1/usage/summary?organizationId=${organizationId}`)).toBe(200)
  expect(await code('GET', `/v1/organizations/${organizationId}/members`)).toBe('insufficient_permission')
  expect(await code('GET', '/v1/audit/events')).toBe('insufficient_permission')
})

test('a request that is sent again after permissions changed shows nothing of then, and is done no second time', async () => {
  const person = await makePerson(server)
  await makeMember(server, person, { organizationId, permissions: ['manage_billing'] })
  const { storage } = server.test.context()
  const give = (permissions: string[]) =>
    storage.transaction(tx =>
      tx
        .updateTable('members')
        .set({ permissions: JSON.stringify(permissions) })
        .where('user_id', '=', person.userId)
        .execute(),
    )
  const count = async () => (await server.client().keys.count({ apiId: technical.id })).count
  const send = async () => {
    const { browser: own } = await signInAs(server, person)
    const body = { apiId: technical.id, organizationId, name: 'Once' }
    const headers = { 'idempotency-key': 'one wish' }
    const { status, json } = await own.call('POST', '/v1/keys', { body, headers })
    return status < 300 ? status : (json as { code: string }).code
  }
  const before = await count()
  expect([await send(), await send()]).toEqual([201, 201])
  await give(['manage_keys'])
  expect(await send()).toBe('idempotency_mismatch')
  await give(['view_logs'])
  expect(await send()).toBe('insufficient_permission')
  await give(['manage_users'])
  expect(await send()).toBe(201)
  expect(await count()).toBe(before + 1)
})
