import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Browser } from '../testing/browser.ts'
import { openTestServer, type TestServer } from '../testing/open-test-server.ts'
import { makeMember, makePerson, signInAs } from '../testing/people.ts'

let server: TestServer
let browser: Browser
let first = ''
let second = ''
let third = ''
let foreign = ''

beforeAll(async () => {
  server = await openTestServer()
  const person = await makePerson(server)
  first = await makeMember(server, person, { permissions: ['view_keys'] })
  second = await makeMember(server, person, { permissions: ['administer'] })
  third = await makeMember(server, person, { permissions: ['manage_keys'] })
  foreign = (await server.client().organizations.create({ name: 'Fabrikam' })).id
  browser = (await signInAs(server, person)).browser
})
afterAll(() => server.close())

const call = (method: string, path: string, organizationId: string, body?: object) =>
  browser.call(method, path, {
    headers: { 'keyturn-organization': organizationId },
    ...(body === undefined ? {} : { body }),
  })

test('two pages of one session act in two organizations, each request in its own', async () => {
  for (const id of [first, second, first]) {
    expect((await call('GET', '/v1/session', id)).json).toMatchObject({ organizationId: id })
    expect((await call('GET', `/v1/organizations/${id}`, id)).status).toBe(200)
  }
  expect((await call('GET', `/v1/organizations/${second}`, first)).status).toBe(404)
  expect((await call('PATCH', `/v1/organizations/${second}`, second, { name: 'Second' })).status).toBe(200)
  expect((await call('PATCH', `/v1/organizations/${first}`, first, { name: 'First' })).status).toBe(403)
})

test('an organization that is not theirs, none, and nonsense are answered alike', async () => {
  const bodies = []
  for (const id of [foreign, `${foreign.slice(0, -4)}0000`, 'org_x', '../', `${first} `.repeat(2)]) {
    const { status, json } = await call('GET', '/v1/session', id)
    bodies.push(JSON.stringify({ status, ...(json as object), requestId: '' }))
  }
  expect(new Set(bodies).size).toBe(1)
  expect(bodies[0]).toContain('not_found')
})

test('what people do about themselves works whatever organization a page is about', async () => {
  expect((await call('GET', '/v1/sessions', foreign)).status).toBe(200)
  expect((await call('PATCH', '/v1/account', foreign, { name: 'Ada' })).status).toBe(200)
})

test('what people ask for in an organization is asked for where the page is', async () => {
  const path = '/v1/account/access-requests'
  const asked: string[] = []
  for (const organizationId of [first, third]) {
    const body = { organizationId, permission: 'view_logs' }
    const { status, json } = await call('POST', path, organizationId, body)
    expect(status).toBe(201)
    asked.push((json as { id: string }).id)
  }
  for (const [index, organizationId] of [first, third].entries()) {
    const { json } = await call('GET', path, organizationId)
    expect((json as { data: { id: string }[] }).data.map(({ id }) => id)).toEqual([asked[index]])
  }
  const withdraw = (organizationId: string) => call('POST', `${path}/${asked[1]}/withdraw`, organizationId)
  expect((await withdraw(first)).status).toBe(404)
  expect((await withdraw(third)).status).toBe(200)
  expect((await call('GET', path, foreign)).status).toBe(404)
})

test('a call that is sent again in another organization is another call', async () => {
  const { id: apiId } = await server.client().apis.create({ name: 'Orders', prefix: 'acting' })
  const make = (organizationId: string) =>
    browser.call('POST', '/v1/keys', {
      headers: { 'keyturn-organization': organizationId, 'idempotency-key': 'twice' },
      body: { apiId, organizationId: second, name: 'Sync' },
    })
  expect((await make(second)).json).toMatchObject({ key: { organizationId: second } })
  expect((await make(third)).status).toBe(404)
})

test('a key is not moved by it', async () => {
  const { status, json } = await server.call('GET', `/v1/organizations/${foreign}`, {
    headers: { 'keyturn-organization': first },
  })
  expect(status).toBe(200)
  expect(json).toMatchObject({ id: foreign })
})
