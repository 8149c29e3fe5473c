import { afterEach, beforeEach, expect, test } from 'vitest'
import { firstLink } from '../../identity/setup/first-link.ts'
import { Browser, goodPassword, setupToken } from '../../testing/browser.ts'
import { openTestServer, type TestServer } from '../../testing/open-test-server.ts'

let server: TestServer
beforeEach(async () => {
  server = await openTestServer()
})
afterEach(() => server.close())

const email = 'owner@example.com'

async function tokenOf(purpose: 'setup' | 'sign_in') {
  const sampleOwner = purpose === 'sign_in' ? 'owner@keyturn.example' : null
  const link = await firstLink(server.test.engine, { url: 'http://x', sampleOwner })
  expect(link?.purpose).toBe(purpose)
  return new URL(link?.url ?? '').hash.slice('#token='.length)
}

test('the first owner is made with the token of the terminal alone, also by who seems to be on the machine itself', async () => {
  const token = await tokenOf('setup')
  const visitor = new Browser(server)
  expect((await visitor.call('GET', '/v1/setup')).json).toEqual({ tokenRequired: true })
  const make = (body: object) => visitor.call('POST', '/v1/setup', { body })
  const owner = { email, password: goodPassword }
  expect((await make(owner)).status).toBe(422)
  expect((await make({ ...owner, token: '' })).status).toBe(422)
  expect((await make({ ...owner, token: 'guessed' })).status).toBe(404)
  expect((await make({ ...owner, token, password: 'short' })).status).toBe(422)
  expect((await make({ ...owner, token })).status).toBe(201)
  expect((await visitor.call('GET', '/v1/session')).json).toMatchObject({ operator: 'owner' })
  expect((await make({ ...owner, token, email: 'second@example.com' })).status).toBe(404)
  expect(await firstLink(server.test.engine, { url: 'http://x', sampleOwner: null })).toBeNull()
})

test('of visitors who make the first owner at the same moment one wins', async () => {
  const token = await setupToken(server)
  const visitors = Array.from({ length: 6 }, () => new Browser(server))
  const answers = await Promise.all(
    visitors.map((visitor, index) =>
      visitor.call('POST', '/v1/setup', {
        body: { email: `v${index}@example.com`, password: goodPassword, token },
      }),
    ),
  )
  expect(answers.map(({ status }) => status).sort()).toEqual([201, 404, 404, 404, 404, 404])
})

test('sample data has an owner with a fresh link at each start, and the link of the start before is void', async () => {
  const [first, second] = [await tokenOf('sign_in'), await tokenOf('sign_in')]
  const browser = new Browser(server)
  const use = (token: string) => browser.call('POST', '/v1/session/link', { body: { token } })
  expect((await use(first)).status).toBe(401)
  expect((await use(second)).status).toBe(200)
  expect((await browser.call('GET', '/v1/session')).json).toMatchObject({ operator: 'owner' })
  expect((await use(second)).status).toBe(401)
})

test('guessing the token is limited', async () => {
  const visitor = new Browser(server)
  const body = { email, password: goodPassword, token: 'guessed' }
  const statuses = []
  for (let guess = 0; guess < 21; guess++)
    statuses.push((await visitor.call('POST', '/v1/setup', { body: { ...body, password: 'x' } })).status)
  expect(statuses.slice(0, 20).every(status => status === 422)).toBe(true)
  expect(statuses[20]).toBe(429)
})
