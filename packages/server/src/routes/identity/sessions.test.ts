import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { checkPassword } from '../../identity/passwords/check-password.ts'
import { Browser, goodPassword, openAsOwner } from '../../testing/browser.ts'
import { openTestServer, type TestServer } from '../../testing/open-test-server.ts'

const otherPassword = 'nine slow otters float'

describe.each(['sqlite', 'postgres'] as const)('on %s', database => {
  let server: TestServer
  let owner: Browser
  let email = ''
  beforeAll(async () => {
    server = await openTestServer({ database })
    owner = await openAsOwner(server)
  })
  afterAll(() => server.close())

  /** Somebody with a password, so that no test uses up the attempts of another. */
  let count = 0
  beforeEach(async () => {
    email = `person${++count}@example.com`
    const proven = await owner.call('POST', '/v1/session/reauthentication', {
      body: { password: goodPassword },
    })
    expect(proven.status).toBe(204)
    const made = await owner.call('POST', '/v1/operators', { body: { email } })
    const token = new URL((made.json as { signInUrl: string }).signInUrl).hash.slice('#token='.length)
    const person = new Browser(server)
    expect((await person.call('POST', '/v1/session/link', { body: { token } })).status).toBe(200)
    const set = await person.call('PUT', '/v1/account/password', { body: { password: goodPassword } })
    expect(set.status).toBe(204)
    expect((await person.call('POST', '/v1/session/link', { body: { token } })).status).toBe(401)
  })

  const attempt = (browser: Browser, password = goodPassword, address = email) =>
    browser.call('POST', '/v1/session', { body: { email: address, password } })

  async function signIn(password = goodPassword): Promise<Browser> {
    const browser = new Browser(server)
    expect(await attempt(browser, password)).toMatchObject({ status: 200, json: { status: 'signed_in' } })
    return browser
  }

  const me = (browser: Browser) => browser.call('GET', '/v1/session')

  describe('a session', () => {
    test('is a cookie that no script, no other site, no sibling and no plain connection gets', async () => {
      const answer = await attempt(new Browser(server))
      const [pair, ...attributes] = answer.headers.get('set-cookie')?.split('; ') ?? []
      expect(pair).toMatch(/^__Host-keyturn=[\w-]{43}$/)
      expect(attributes.sort()).toEqual([
        'HttpOnly',
        'Max-Age=2592000',
        'Path=/',
        'SameSite=Strict',
        'Secure',
      ])
      expect(answer.text).not.toContain(pair?.split('=')[1])
    })

    test('of an operator does what a management key does', async () => {
      const { status, json } = await me(owner)
      const expected = { operator: 'owner', organizationId: null, user: { email: 'owner@example.com' } }
      expect({ status, json }).toMatchObject({ status: 200, json: expected })
      expect((await owner.call('POST', '/v1/organizations', { body: { name: 'Acme' } })).status).toBe(201)
      expect((await owner.call('GET', '/v1/organizations')).text).toContain('Acme')
    })

    test('gets a new value at sign-in, and whatever was in the jar before is worth nothing', async () => {
      const browser = new Browser(server)
      browser.cookie = `__Host-keyturn=${'A'.repeat(43)}`
      await attempt(browser)
      const first = browser.cookie
      await attempt(browser)
      expect(new Set([first, browser.cookie, `__Host-keyturn=${'A'.repeat(43)}`]).size).toBe(3)
      const earlier = new Browser(server)
      earlier.cookie = first
      expect((await me(earlier)).status).toBe(401)
      expect((await me(browser)).status).toBe(200)
    })

    test('is over at the next request after signing out', async () => {
      const browser = await signIn()
      const { cookie } = browser
      expect((await browser.call('DELETE', '/v1/session')).status).toBe(204)
      expect(browser.cookie).toBeNull()
      browser.cookie = cookie
      const { status, json } = await browser.call('GET', '/v1/organizations')
      expect({ status, json }).toMatchObject({ status: 401, json: { code: 'session_ended' } })
    })

    test('is listed with where it is used from, and ended from elsewhere', async () => {
      const [here, there] = [await signIn(), new Browser(server)]
      const headers = { 'user-agent': 'Elsewhere/1.0' }
      await there.call('POST', '/v1/session', { body: { email, password: goodPassword }, headers })
      const { json } = await here.call('GET', '/v1/sessions')
      const { data } = json as { data: { id: string; current: boolean; userAgent: string | null }[] }
      const other = data.find(({ userAgent }) => userAgent === 'Elsewhere/1.0')
      expect(other).toMatchObject({ current: false, ip: '127.0.0.1' })
      expect((await owner.call('DELETE', `/v1/sessions/${other?.id}`)).status).toBe(404)
      expect((await here.call('DELETE', `/v1/sessions/${other?.id}`)).status).toBe(204)
      expect((await me(there)).status).toBe(401)
      await signIn()
      expect((await here.call('DELETE', '/v1/sessions')).json).toMatchObject({ ended: 2 })
      expect((await me(here)).status).toBe(200)
    })

    test('loses to a key in a header: the cookie that came along is nobody', async () => {
      const headers = { cookie: owner.cookie ?? '', origin: 'https://evil.example' }
      const answer = await server.call('POST', '/v1/organizations', { body: { name: 'Beta' }, headers })
      expect(answer.status).toBe(201)
      const unknown = { key: 'kt_live_000000000000000000000000001CkGt6', headers }
      expect((await server.call('GET', '/v1/organizations', unknown)).status).toBe(401)
    })

    test('is no key: what is asked of keys and people about themselves stays apart', async () => {
      expect((await server.call('GET', '/v1/session')).json).toMatchObject({ code: 'missing_credential' })
      const twice = { cookie: `${owner.cookie}; ${owner.cookie}` }
      const { json } = await server.call('GET', '/v1/session', { key: null, headers: twice })
      expect(json).toMatchObject({ code: 'duplicate_header' })
      for (const value of ['', 'x', 'A'.repeat(44), `${'A'.repeat(42)}=`]) {
        const headers = { cookie: `__Host-keyturn=${value}` }
        expect((await server.call('GET', '/v1/session', { key: null, headers })).status).toBe(401)
      }
    })
  })

  describe('a request that another site made', () => {
    const foreign: Record<string, Record<string, string>> = {
      'from another origin': { origin: 'https://evil.example' },
      'from a sibling': { origin: 'http://evil.localhost:8787' },
      'from another port': { origin: 'http://localhost:8788' },
      'from a sandboxed frame': { origin: 'null' },
      'without an origin': { origin: '' },
      'that the browser calls cross-site': {
        origin: 'http://localhost:8787',
        'sec-fetch-site': 'cross-site',
      },
      'that the browser calls same-site': { origin: 'http://localhost:8787', 'sec-fetch-site': 'same-site' },
      'with another method in a header': {
        origin: 'https://evil.example',
        'x-http-method-override': 'GET',
      },
    }
    const acts: [string, string, unknown][] = [
      ['POST', '/v1/organizations', { name: 'Forged' }],
      ['POST', '/v1/session', { email: 'owner@example.com', password: goodPassword }],
      ['DELETE', '/v1/session', undefined],
      ['DELETE', '/v1/sessions', undefined],
      ['PUT', '/v1/account/password', { password: otherPassword }],
      ['POST', '/v1/setup', { email: 'eve@example.com', password: goodPassword, token: 'guessed' }],
    ]

    test.each(Object.entries(foreign))('%s is refused and does nothing', async (_, headers) => {
      for (const [method, path, body] of acts) {
        const { status, json } = await owner.call(method, path, { body, headers })
        expect({ method, path, status, json }).toMatchObject({ status: 403, json: { code: 'csrf_failed' } })
      }
      expect((await me(owner)).status).toBe(200)
      expect((await owner.call('GET', '/v1/organizations')).text).not.toContain('Forged')
    })

    test('is no better as a form or as text', async () => {
      for (const type of ['text/plain', 'application/x-www-form-urlencoded', 'multipart/form-data']) {
        const headers = { 'content-type': type }
        const { status } = await owner.call('POST', '/v1/organizations', { body: { name: 'Form' }, headers })
        expect(status).toBe(415)
      }
    })

    test('may not read either: no answer names another origin as a friend, and none is kept', async () => {
      for (const origin of ['null', 'https://evil.example', 'http://localhost:8787.evil.example']) {
        const answer = await owner.call('GET', '/v1/session', { headers: { origin } })
        expect(answer.headers.get('access-control-allow-origin')).toBeNull()
        expect(answer.headers.get('access-control-allow-credentials')).toBeNull()
        expect(answer.headers.get('cache-control')).toBe('no-store')
      }
    })

    test('changes nothing with GET', async () => {
      for (const path of ['/v1/session/link', '/v1/session/reauthentication', '/v1/account/password'])
        expect((await owner.call('GET', path)).status).toBe(405)
    })
  })

  describe('a sign-in', () => {
    test('that fails says the same whatever was wrong', async () => {
      const told = await Promise.all(
        [email, 'nobody@example.com'].map(async address => {
          const { status, text, headers } = await attempt(new Browser(server), otherPassword, address)
          const names = [...headers.keys()].sort()
          return { status, names, text: text.replace(/req_\w+/, '') }
        }),
      )
      expect(told[0]).toMatchObject({ status: 401 })
      expect(told[0]).toEqual(told[1])
    })

    test('is refused after ten wrong passwords, the right one too, and says how long to wait', async () => {
      for (let wrong = 0; wrong < 10; wrong++)
        expect((await attempt(new Browser(server), otherPassword)).status).toBe(401)
      const { status, headers, json } = await attempt(new Browser(server))
      expect({ status, json }).toMatchObject({ status: 429, json: { code: 'rate_limited' } })
      expect(Number(headers.get('retry-after'))).toBeGreaterThan(0)
      await server.test.context().storage.transaction(tx => tx.deleteFrom('attempts').execute())
    })

    const forgetAll = () =>
      server.test.context().storage.transaction(tx => tx.deleteFrom('attempts').execute())

    /** An attempt from elsewhere. */
    const attemptFrom = (ip: string, password = goodPassword) => {
      const ctx = server.test.context()
      return checkPassword({ ...ctx, request: { ...ctx.request, ip } }, { email, password })
    }
    const wrong = { code: 'invalid_credentials' }
    const refused = { code: 'rate_limited' }

    test('is not refused for what somebody tries from one other place, nor is proving who one is', async () => {
      const here = await signIn()
      const statuses = new Set<number>()
      for (let tries = 0; tries < 110; tries++)
        statuses.add((await attempt(new Browser(server), otherPassword)).status)
      expect(statuses).toEqual(new Set([401, 429]))
      await attemptFrom('192.0.2.1')
      const body = { password: goodPassword }
      expect((await here.call('POST', '/v1/session/reauthentication', { body })).status).toBe(204)
      await forgetAll()
    })

    test('is not refused where one signed in before, from however many places others try', async () => {
      await attemptFrom('192.0.2.1')
      for (let place = 0; place < 10; place++)
        for (let tries = 0; tries < 10; tries++)
          await expect(attemptFrom(`198.51.100.${place}`, otherPassword)).rejects.toMatchObject(wrong)
      await expect(attemptFrom('203.0.113.1')).rejects.toMatchObject(refused)
      await attemptFrom('192.0.2.1')
      await forgetAll()
    })

    test('that is right is no attempt: any number of them is let in', async () => {
      for (let tries = 0; tries < 60; tries++) await attemptFrom('192.0.2.1')
      await forgetAll()
    })

    test('with the address in capitals is the same', async () => {
      expect((await attempt(new Browser(server), goodPassword, email.toUpperCase())).status).toBe(200)
    })

    test('leaves no password in the log, in the audit log or in the database', async () => {
      await attempt(new Browser(server), otherPassword)
      const { storage } = server.test.context()
      const rows = await Promise.all(
        (['users', 'passwords', 'sessions', 'attempts', 'audit_events', 'audit_details'] as const).map(
          table => storage.lookups.selectFrom(table).selectAll().execute(),
        ),
      )
      for (const text of [JSON.stringify(rows), server.logLines.join('')]) {
        expect(text).not.toContain(goodPassword)
        expect(text).not.toContain(otherPassword)
        expect(text).not.toContain(owner.cookie?.split('=')[1])
      }
    })
  })

  describe('a password', () => {
    test('is changed by who has just proven who they are, and ends the other sessions', async () => {
      const [here, there] = [await signIn(), await signIn()]
      const before = here.cookie
      const change = () => here.call('PUT', '/v1/account/password', { body: { password: otherPassword } })
      await server.test
        .context()
        .storage.transaction(tx => tx.updateTable('sessions').set({ authenticated_at: 0 }).execute())
      expect((await change()).json).toMatchObject({ code: 'reauthentication_required' })
      const prove = (password: string) =>
        here.call('POST', '/v1/session/reauthentication', { body: { password } })
      expect((await prove(otherPassword)).status).toBe(401)
      expect((await prove(goodPassword)).status).toBe(204)
      expect(here.cookie).not.toBe(before)
      expect((await change()).status).toBe(204)
      expect((await me(here)).status).toBe(200)
      expect((await me(there)).status).toBe(401)
      expect((await attempt(new Browser(server))).status).toBe(401)
      await signIn(otherPassword)
    })

    test('that is short, well known, or made of the own name is refused with the reason', async () => {
      const browser = await signIn()
      const local = email.split('@')[0]
      for (const password of [
        'short',
        'Password123456!',
        'qwertyuiop12345',
        'aaaaaaaaaaaaaa',
        `${local}${local}`,
      ]) {
        const { status, json } = await browser.call('PUT', '/v1/account/password', { body: { password } })
        expect({ password, status, json }).toMatchObject({
          status: 422,
          json: { code: 'invalid_input', errors: [{ pointer: '/password' }] },
        })
      }
    })
  })

  test('a person changes what they are called, and what mail they get', async () => {
    const browser = await signIn()
    const patch = { name: 'Ada Lovelace', keyNotices: false }
    expect((await browser.call('PATCH', '/v1/account', { body: patch })).json).toMatchObject(patch)
    expect((await me(browser)).json).toMatchObject({ user: patch })
    for (const body of [{ id: 'usr_1' }, { email: 'x@example.com' }, { disabled: false }])
      expect((await browser.call('PATCH', '/v1/account', { body })).json).toMatchObject({
        code: 'unknown_field',
      })
  })

  test('there is no second first owner', async () => {
    const again = { email: 'other@example.com', password: goodPassword, token: 'guessed' }
    expect((await new Browser(server).call('POST', '/v1/setup', { body: again })).status).toBe(404)
    expect((await new Browser(server).call('GET', '/v1/setup')).status).toBe(404)
  })
})
