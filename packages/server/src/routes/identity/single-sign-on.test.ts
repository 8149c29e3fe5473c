import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import {
  type Account,
  openIdProvider,
  type TestProvider,
} from '../../identity/oidc/testing/open-id-provider.ts'
import { Browser, openAsOwner } from '../../testing/browser.ts'
import { openTestServer, type TestServer } from '../../testing/open-test-server.ts'
import { makeMember, makePerson, signInAs } from '../../testing/people.ts'

const base = 'http://localhost:8787'

describe.each(['sqlite', 'postgres'] as const)('on %s', database => {
  let server: TestServer
  let provider: TestProvider
  let count = 0
  beforeAll(async () => {
    server = await openTestServer({ database })
    provider = await openIdProvider([])
  })
  afterAll(async () => {
    await provider.close()
    await server.close()
  })
  beforeEach(() => {
    provider.tamper = () => {}
  })
  const refused = (code: string) => ({ json: { code } })
  const callbackOf = (organizationId: string) => `/v1/organizations/${organizationId}/single-sign-on/callback`

  /** An organization whose people come through the provider. */
  async function organization(settings: object = {}): Promise<string> {
    const { id } = await server.client().organizations.create({ name: 'Acme' })
    const { issuer, clientId, clientSecret } = provider
    const body = {
      name: 'Login',
      issuer,
      clientId,
      clientSecret,
      emailDomains: ['acme.example'],
      ...settings,
    }
    const set = await server.call('PUT', `/v1/organizations/${id}/identity-provider`, { body })
    if (set.status !== 200) throw new Error(set.text)
    provider.allow(`${base}${callbackOf(id)}`)
    return id
  }

  /** Somebody whom the provider knows and nobody here does. */
  function newcomer(account: Partial<Account> = {}): Required<Pick<Account, 'sub' | 'email'>> {
    const sub = `${database}-${count++}`
    const known = { sub, email: `${sub}@acme.example`, email_verified: true, name: 'Ada', ...account }
    provider.account = known
    return { sub: known.sub, email: known.email }
  }

  async function begin(browser: Browser, organizationId: string, body: object = {}) {
    const { json, status, text } = await browser.call('POST', '/v1/session/single-sign-on', {
      body: { organizationId, ...body },
    })
    if (status !== 200) throw new Error(text)
    return (json as { url: string }).url
  }

  /** Sends the browser back to where the provider sent it. */
  function comeBack(browser: Browser, address: URL) {
    const headers = { 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'navigate' }
    return browser.call('GET', address.pathname + address.search, { headers })
  }

  async function signIn(organizationId: string, body: object = {}) {
    const browser = new Browser(server)
    const answer = await comeBack(browser, await provider.visit(await begin(browser, organizationId, body)))
    return { browser, answer }
  }
  const sessionOf = async (browser: Browser) =>
    (await browser.call('GET', '/v1/session')).json as Record<string, unknown>

  async function invite(organizationId: string, email: string): Promise<void> {
    const body = { email, permissions: ['view_keys'] }
    const made = await server.call('POST', `/v1/organizations/${organizationId}/invitations`, { body })
    if (made.status !== 201) throw new Error(made.text)
  }

  test('who was invited comes in through the provider, with what the invitation gives, and again later', async () => {
    const id = await organization()
    const { email } = newcomer()
    await invite(id, email)
    const { browser, answer } = await signIn(id, { returnTo: '/keys?a=1' })
    expect(answer.status).toBe(200)
    expect(answer.text).toContain('content="0;url=/keys?a=1"')
    expect(await sessionOf(browser)).toMatchObject({
      method: 'sso',
      organizationId: id,
      user: { email, emailVerifiedAt: null },
      permissions: ['view_keys'],
      lacks: null,
    })
    const again = await signIn(id)
    expect((await sessionOf(again.browser))['user']).toMatchObject({ email })
    const { json } = await server.call('GET', `/v1/organizations/${id}/invitations`)
    expect(json).toMatchObject({ data: [] })
  })

  test('the cookie of the way there is for this host, no script, and ten minutes; it is gone at the end', async () => {
    const id = await organization({ joiningPermissions: [] })
    newcomer()
    const body = { organizationId: id }
    const begun = await new Browser(server).call('POST', '/v1/session/single-sign-on', { body })
    const [pair, ...attributes] = begun.headers.get('set-cookie')?.split('; ') ?? []
    expect(pair).toMatch(/^__Host-keyturn-sso=[\w-]{43}$/)
    expect(attributes.sort()).toEqual(['HttpOnly', 'Max-Age=600', 'Path=/', 'SameSite=Lax', 'Secure'])
    const { answer } = await signIn(id)
    expect(answer.headers.get('set-cookie')).toMatch(/__Host-keyturn-sso=;.*Max-Age=0/)
    expect(answer.headers.get('referrer-policy')).toBe('no-referrer')
    expect(answer.headers.get('content-security-policy')).toContain("default-src 'none'")
  })

  test('whom nobody has invited becomes a member only where the organization says so', async () => {
    const closed = await organization()
    newcomer()
    const { answer, browser } = await signIn(closed)
    expect(answer.status).toBe(403)
    expect(answer.text).toContain('Ask an administrator')
    expect(browser.cookie).toBeNull()
    const open = await organization({ joiningPermissions: ['view_logs'] })
    const { browser: joined } = await signIn(open)
    expect(await sessionOf(joined)).toMatchObject({ organizationId: open, permissions: ['view_logs'] })
  })

  test.each([
    ['an address that the provider has not verified', { email_verified: false }],
    ['no word on whether it is verified', { email_verified: undefined }],
    ['an address of another domain', { email: 'ada@other.example' }],
    ['an address below the domain', { email: 'ada@sub.acme.example' }],
    ['no address', { email: undefined }],
  ])('links nobody with %s, invited or not', async (_, claims) => {
    const id = await organization({ joiningPermissions: [] })
    const email = ('email' in claims ? claims.email : undefined) ?? `invited-${count}@acme.example`
    await invite(id, email)
    newcomer({ email, ...(claims as Partial<Account>) })
    expect((await signIn(id)).answer.status).toBe(403)
    const { json } = await server.call('GET', `/v1/organizations/${id}/members`)
    expect(json).toMatchObject({ data: [] })
  })

  test('a removed member does not come back by themselves, though others join', async () => {
    const id = await organization({ joiningPermissions: [] })
    newcomer()
    const { browser } = await signIn(id)
    const members = `/v1/organizations/${id}/members`
    const { json } = await server.call('GET', members)
    const [member] = (json as { data: { id: string }[] }).data
    expect((await server.call('DELETE', `${members}/${member?.id}`)).status).toBe(204)
    expect(await browser.call('GET', '/v1/keys')).toMatchObject(refused('session_ended'))
    expect((await signIn(id)).answer.status).toBe(403)
  })

  test('a removed member who is invited again comes back as who they were, with what the invitation gives', async () => {
    const id = await organization({ joiningPermissions: ['view_logs'] })
    const { email } = newcomer()
    const first = await sessionOf((await signIn(id)).browser)
    const members = `/v1/organizations/${id}/members`
    const { json } = await server.call('GET', members)
    const [member] = (json as { data: { id: string }[] }).data
    await server.call('DELETE', `${members}/${member?.id}`)
    await invite(id, `other-${email}`)
    expect((await signIn(id)).answer.status).toBe(403)
    await invite(id, email)
    const { browser, answer } = await signIn(id)
    expect(answer.status).toBe(200)
    const user = { id: (first['user'] as { id: string }).id, email }
    expect(await sessionOf(browser)).toMatchObject({ user, permissions: ['view_keys'] })
    expect((await signIn(id)).answer.status).toBe(200)
  })

  test('it is good in its own organization alone, for nothing of the account, and shows no other membership', async () => {
    const id = await organization()
    const person = await makePerson(server)
    const elsewhere = await makeMember(server, person, { permissions: ['administer'] })
    const email = `${person.userId.slice(4)}@acme.example`
    await server.test
      .context()
      .storage.transaction(tx =>
        tx.updateTable('users').set({ email }).where('id', '=', person.userId).execute(),
      )
    newcomer({ email })
    await invite(id, email)
    const { browser } = await signIn(id)
    const session = await sessionOf(browser)
    const { json } = await server.call('GET', `/v1/organizations/${id}/members`)
    const [member] = (json as { data: Record<string, unknown>[] }).data
    expect(session['user']).toEqual({
      id: person.userId,
      email,
      name: member?.['name'],
      emailVerifiedAt: null,
      keyNotices: true,
      timezone: null,
      createdAt: member?.['createdAt'],
      updatedAt: member?.['updatedAt'],
    })
    expect(session['memberships']).toMatchObject([{ organizationId: id }])
    const forbidden = refused('insufficient_permission')
    const calls = [
      ['PATCH', '/v1/session', { organizationId: elsewhere }],
      ['PATCH', '/v1/session', { organizationId: null }],
      ['PATCH', '/v1/account', { name: 'Mallory' }],
      ['PUT', '/v1/account/password', { password: 'nine slow otters float' }],
      ['POST', '/v1/account/totp', undefined],
      ['POST', '/v1/account/passkeys/options', undefined],
      ['POST', '/v1/account/identities', { organizationId: id }],
      ['GET', '/v1/account/identities', undefined],
      ['GET', '/v1/account/second-factors', undefined],
      ['GET', '/v1/account/passkeys', undefined],
      ['GET', '/v1/sessions', undefined],
      ['DELETE', '/v1/sessions', undefined],
    ] as const
    for (const [method, path, body] of calls) {
      expect({ path, ...(await browser.call(method, path, { body })) }).toMatchObject({ path, ...forbidden })
    }
    expect((await browser.call('DELETE', '/v1/session')).status).toBe(204)
  })

  test('an operator who comes through a customer’s provider is a member there and nothing else', async () => {
    const email = `${database}-owner@acme.example`
    await openAsOwner(server, email)
    const id = await organization({ joiningPermissions: ['view_keys'] })
    newcomer({ email })
    const { browser } = await signIn(id)
    expect(await sessionOf(browser)).toMatchObject({ operator: null, permissions: ['view_keys'] })
    expect(await browser.call('GET', '/v1/audit/events')).toMatchObject(refused('insufficient_permission'))
  })

  test('where it is the only way, other sessions do nothing there; where a second factor is asked for, it is enough', async () => {
    const id = await organization({ joiningPermissions: ['view_keys'], enforced: true })
    await server.client().organizations.update(id, { keyPolicy: { requireMfa: true } })
    newcomer()
    const { browser, answer } = await signIn(id)
    expect(answer).toMatchObject({ status: 200 })
    expect(await browser.call('GET', '/v1/keys')).toMatchObject({ status: 200 })
    const person = await makePerson(server)
    await makeMember(server, person, { organizationId: id })
    const other = await signInAs(server, person)
    expect(await other.browser.call('GET', '/v1/keys')).toMatchObject({
      status: 403,
      json: { code: 'sso_required' },
    })
    expect(await sessionOf(other.browser)).toMatchObject({ lacks: 'single_sign_on' })
  })

  test('a provider that is switched off, removed or replaced ends what began there', async () => {
    const { issuer, clientId, clientSecret } = provider
    const same = { name: 'Login', issuer, clientId, emailDomains: ['acme.example'] }
    const elsewhere = { ...same, issuer: 'https://login.invalid', clientSecret, enabled: false }
    for (const change of [{ ...same, enabled: false }, elsewhere, null]) {
      const id = await organization({ joiningPermissions: [] })
      newcomer()
      const { browser } = await signIn(id)
      const path = `/v1/organizations/${id}/identity-provider`
      const begun = new Browser(server)
      const url = await begin(begun, id)
      if (change === null) await server.call('DELETE', path)
      else expect((await server.call('PUT', path, { body: change })).status).toBe(200)
      expect(await browser.call('GET', '/v1/session')).toMatchObject(refused('session_ended'))
      expect((await comeBack(begun, await provider.visit(url))).status).toBeGreaterThanOrEqual(400)
      const body = { organizationId: id }
      const anew = await new Browser(server).call('POST', '/v1/session/single-sign-on', { body })
      expect(anew).toMatchObject(refused('not_found'))
    }
  })

  describe('what comes back is refused', () => {
    async function onTheWay() {
      const id = await organization({ joiningPermissions: [] })
      newcomer()
      const browser = new Browser(server)
      return { id, browser, address: await provider.visit(await begin(browser, id)) }
    }

    test('in another browser, without a cookie, and a second time', async () => {
      const { id, browser, address } = await onTheWay()
      const begun = new Browser(server)
      await begin(begun, id)
      for (const other of [new Browser(server), begun]) {
        expect((await comeBack(other, address)).status).toBeGreaterThanOrEqual(400)
        expect(other.cookie).toBeNull()
      }
      expect((await comeBack(browser, address)).status).toBe(200)
      const again = new Browser(server)
      expect((await comeBack(again, address)).status).toBe(410)
    })

    test('at the address of another organization', async () => {
      const { browser, address } = await onTheWay()
      const other = await organization({ joiningPermissions: [] })
      address.pathname = callbackOf(other)
      expect((await comeBack(browser, address)).status).toBe(410)
      expect(browser.cookie).toBeNull()
    })

    test.each(['state', 'iss', 'code'])('without %s, and with another one', async name => {
      for (const value of [null, 'x'.repeat(43)]) {
        const { browser, address } = await onTheWay()
        if (value === null) address.searchParams.delete(name)
        else address.searchParams.set(name, value)
        expect((await comeBack(browser, address)).status).toBe(403)
        expect(browser.cookie).toBeNull()
      }
    })

    test('and nothing of what it says is shown', async () => {
      const { browser, address } = await onTheWay()
      address.searchParams.set('error', '<script>alert(1)</script>')
      address.searchParams.set('error_description', '<script>alert(2)</script>')
      const answer = await comeBack(browser, address)
      expect(answer.status).toBe(403)
      expect(answer.text).not.toContain('alert(')
    })
  })

  test('a member who is signed in lets the provider vouch for them, whatever address it knows', async () => {
    const id = await organization()
    const person = await makePerson(server)
    await makeMember(server, person, { organizationId: id })
    newcomer({ email: 'private@elsewhere.example', email_verified: false })
    const { browser } = await signInAs(server, person)
    const body = { organizationId: id, returnTo: '//evil' }
    const { json } = await browser.call('POST', '/v1/account/identities', { body })
    const { cookie } = browser
    const answer = await comeBack(browser, await provider.visit((json as { url: string }).url))
    expect(answer.status).toBe(200)
    expect(answer.text).toContain('content="0;url=/"')
    expect(browser.cookie).toBe(cookie)
    const through = await signIn(id)
    expect((await sessionOf(through.browser))['user']).toMatchObject({ id: person.userId })
    const list = (await browser.call('GET', '/v1/account/identities')).json as { data: { id: string }[] }
    expect(list.data).toMatchObject([{ organizationId: id, name: 'Login' }])
    const path = `/v1/account/identities/${list.data[0]?.id}`
    const stranger = await signInAs(server, await makePerson(server))
    expect(await stranger.browser.call('DELETE', path)).toMatchObject(refused('not_found'))
    expect((await browser.call('DELETE', path)).status).toBe(204)
    expect(await through.browser.call('GET', '/v1/session')).toMatchObject(refused('session_ended'))
    expect((await signIn(id)).answer.status).toBe(403)
  })

  test('whom the provider vouches for already is not linked to somebody else', async () => {
    const id = await organization({ joiningPermissions: [] })
    newcomer()
    await signIn(id)
    const person = await makePerson(server)
    await makeMember(server, person, { organizationId: id })
    const { browser } = await signInAs(server, person)
    const { json } = await browser.call('POST', '/v1/account/identities', { body: { organizationId: id } })
    const answer = await comeBack(browser, await provider.visit((json as { url: string }).url))
    expect(answer.status).toBe(409)
  })

  test('an organization whose people come through no provider says so', async () => {
    const { id } = await server.client().organizations.create({ name: 'Acme' })
    const answer = await server.call('GET', `/v1/organizations/${id}/identity-provider`)
    expect(answer).toMatchObject({ status: 200, text: 'null' })
    expect(answer.headers.has('etag')).toBe(false)
    expect(await server.client().organizations.getIdentityProvider(id)).toBeNull()
  })

  test('a provider that cannot be asked from here is refused when it is set, in the same words', async () => {
    const { id } = await server.client().organizations.create({ name: 'Acme' })
    const path = `/v1/organizations/${id}/identity-provider`
    const settings = { name: 'X', clientId: 'x', clientSecret: null, emailDomains: ['acme.example'] }
    const texts = new Set<string>()
    for (const issuer of ['https://169.254.169.254', 'https://login.invalid', `${provider.issuer}/no`]) {
      const { status, json } = await server.call('PUT', path, { body: { ...settings, issuer } })
      expect({ status, json }).toMatchObject({ status: 422, json: { errors: [{ pointer: '/issuer' }] } })
      texts.add((json as { detail: string }).detail)
    }
    expect(texts.size).toBe(1)
    expect((await server.call('GET', path)).text).toBe('null')
  })

  test('no secret of the way is in the log', async () => {
    expect(server.logLines.join('')).not.toContain(provider.clientSecret)
  })
})
