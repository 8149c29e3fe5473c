import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import {
  type Deviation,
  SoftwareAuthenticator,
} from '../../identity/passkeys/testing/software-authenticator.ts'
import { Browser } from '../../testing/browser.ts'
import { openTestServer, type TestServer } from '../../testing/open-test-server.ts'
import { makePerson, signInAs } from '../../testing/people.ts'

const site = { origin: 'http://localhost:8787', rpId: 'localhost' }
type Options = { challenge: string; user: { id: string } }

describe.each(['sqlite', 'postgres'] as const)('on %s', database => {
  let server: TestServer
  beforeAll(async () => {
    server = await openTestServer({ database })
  })
  afterAll(() => server.close())
  const refused = (code: string) => ({ json: { code } })

  async function add(browser: Browser, authenticator = new SoftwareAuthenticator(site)) {
    const { json } = await browser.call('POST', '/v1/account/passkeys/options')
    const response = authenticator.create(json as Options)
    const body = { name: 'Laptop', response }
    return { authenticator, body, added: await browser.call('POST', '/v1/account/passkeys', { body }) }
  }

  /** Somebody with a passkey, signed in. */
  async function holder() {
    const person = await makePerson(server)
    const { browser } = await signInAs(server, person)
    return { person, browser, ...(await add(browser)) }
  }

  async function challenge(browser = new Browser(server)) {
    const { json } = await browser.call('POST', '/v1/session/passkey/options')
    return json as Options
  }

  async function signIn(authenticator: SoftwareAuthenticator, deviation: Deviation = {}) {
    const browser = new Browser(server)
    const body = { response: authenticator.get(await challenge(browser), deviation) }
    return { browser, body, answer: await browser.call('POST', '/v1/session/passkey', { body }) }
  }

  test('it is made, signs in without a name or password, and counts as two factors', async () => {
    const { authenticator, added, person } = await holder()
    expect(added).toMatchObject({ status: 201, json: { passkey: { name: 'Laptop' } } })
    expect((added.json as { recoveryCodes: string[] }).recoveryCodes).toHaveLength(10)
    const { browser, answer } = await signIn(authenticator)
    expect(answer).toMatchObject({ status: 200, json: { status: 'signed_in' } })
    const { json } = await browser.call('GET', '/v1/session')
    expect(json).toMatchObject({
      method: 'passkey',
      user: { email: person.email },
      secondFactorAt: expect.any(String),
    })
  })

  test('whoever has one is asked for a second step after the password', async () => {
    const { person } = await holder()
    const { answer } = await signInAs(server, person)
    expect(answer).toMatchObject({ json: { pending: { methods: ['passkey', 'recovery_code'] } } })
  })

  test('an answer is good once, and for ten minutes', async () => {
    const { authenticator } = await holder()
    const { browser, body, answer } = await signIn(authenticator)
    expect(answer.status).toBe(200)
    const replayed = await browser.call('POST', '/v1/session/passkey', { body })
    expect(replayed).toMatchObject(refused('invalid_credentials'))
    const late = { response: authenticator.get(await challenge()) }
    await server.test
      .context()
      .storage.transaction(tx => tx.updateTable('challenges').set({ expires_at: 1 }).execute())
    const answered = await browser.call('POST', '/v1/session/passkey', { body: late })
    expect(answered).toMatchObject(refused('invalid_credentials'))
  })

  test('sixteen at once with one answer: one gets in', async () => {
    const { authenticator } = await holder()
    const body = { response: authenticator.get(await challenge()) }
    const calls = Array.from({ length: 16 }, () =>
      new Browser(server).call('POST', '/v1/session/passkey', { body }),
    )
    expect((await Promise.all(calls)).filter(({ status }) => status === 200)).toHaveLength(1)
  })

  test.each([
    ['to a challenge that was not given', { challenge: 'AAAA' }],
    ['of another site', { origin: 'https://evil.example' }],
    ['for another relying party', { rpId: 'evil.example' }],
    ['whose holder was not verified', { flags: 0x01 }],
    ['with another signature', { signature: Buffer.alloc(70) }],
    ['for another person', { userHandle: Buffer.from('usr_2').toString('base64url') }],
  ] as [string, Deviation][])('an answer %s does not sign in', async (_, deviation) => {
    const { authenticator } = await holder()
    const { answer, browser } = await signIn(authenticator, deviation)
    expect(answer).toMatchObject({ status: 401, json: { code: 'invalid_credentials' } })
    expect(browser.cookie).toBeNull()
    expect((await signIn(authenticator)).answer.status).toBe(200)
  })

  test('an unknown passkey and a wrong answer of a known one are told the same', async () => {
    const { authenticator } = await holder()
    const unknown = await signIn(new SoftwareAuthenticator(site))
    const wrong = await signIn(authenticator, { signature: Buffer.alloc(70) })
    const plain = (text: string) => text.replace(/req_\w+/, '')
    expect(plain(unknown.answer.text)).toBe(plain(wrong.answer.text))
    expect(unknown.answer.status).toBe(wrong.answer.status)
  })

  test('a copy is noticed: neither it nor the original signs in any more, and it is written down', async () => {
    const { authenticator, person, browser } = await holder()
    await signIn(authenticator)
    const copy = authenticator.clone()
    expect((await signIn(authenticator)).answer.status).toBe(200)
    expect((await signIn(copy)).answer).toMatchObject(refused('invalid_credentials'))
    expect((await signIn(authenticator)).answer).toMatchObject(refused('invalid_credentials'))
    const { json } = await browser.call('GET', '/v1/account/passkeys')
    expect(json).toMatchObject({ data: [{ clonedAt: expect.any(String) }] })
    const events = await server.call('GET', `/v1/audit/events?targetId=${person.userId}`)
    expect(events.text).toContain('user.passkey_cloned')
  })

  test('a counter that nobody has signed stops no passkey', async () => {
    const { authenticator } = await holder()
    await signIn(authenticator)
    await signIn(authenticator, { counter: 0, signature: Buffer.alloc(70) })
    authenticator.counter = 5
    expect((await signIn(authenticator)).answer.status).toBe(200)
  })

  test('is not made in another session than the one that began, and not by an answer that was used', async () => {
    const person = await makePerson(server)
    const [{ browser }, { browser: other }] = [
      await signInAs(server, person),
      await signInAs(server, await makePerson(server)),
    ]
    const { json } = await browser.call('POST', '/v1/account/passkeys/options')
    const response = new SoftwareAuthenticator(site).create(json as Options)
    const body = { name: 'Stolen', response }
    const stolen = await other.call('POST', '/v1/account/passkeys', { body })
    expect(stolen).toMatchObject(refused('challenge_expired'))
    const { body: used, added } = await add(browser)
    expect(added.status).toBe(201)
    const again = await browser.call('POST', '/v1/account/passkeys', { body: used })
    expect(again).toMatchObject(refused('challenge_expired'))
  })

  test('a passkey proves again who somebody is, and nobody else’s does', async () => {
    const [one, other] = [await holder(), await holder()]
    const prove = async (authenticator: SoftwareAuthenticator) => {
      const body = { response: authenticator.get(await challenge()) }
      return one.browser.call('POST', '/v1/session/reauthentication/passkey', { body })
    }
    await server.test
      .context()
      .storage.transaction(tx => tx.updateTable('sessions').set({ authenticated_at: 0 }).execute())
    expect(await prove(other.authenticator)).toMatchObject(refused('invalid_credentials'))
    const sensitive = () => one.browser.call('POST', '/v1/account/recovery-codes')
    expect(await sensitive()).toMatchObject(refused('reauthentication_required'))
    expect((await prove(one.authenticator)).status).toBe(204)
    expect((await sensitive()).status).toBe(200)
  })

  test('it is renamed and removed, by its holder alone', async () => {
    const { browser, added, authenticator } = await holder()
    const { id } = (added.json as { passkey: { id: string } }).passkey
    const { browser: other } = await holder()
    const path = `/v1/account/passkeys/${id}`
    const rename = { body: { name: 'Desk' } }
    expect(await other.call('PATCH', path, rename)).toMatchObject(refused('not_found'))
    expect(await other.call('DELETE', path)).toMatchObject(refused('not_found'))
    const renamed = await browser.call('PATCH', path, rename)
    expect(renamed).toMatchObject({ status: 200, json: { name: 'Desk' } })
    expect(renamed.headers.get('etag')).toMatch(/^"\d+"$/)
    expect((await browser.call('DELETE', path)).status).toBe(204)
    expect((await signIn(authenticator)).answer).toMatchObject(refused('invalid_credentials'))
  })

  test('requests of other sites are refused before anything else', async () => {
    const headers = { origin: 'https://evil.example' }
    for (const path of ['/v1/session/passkey/options', '/v1/account/passkeys/options']) {
      const answer = await new Browser(server).call('POST', path, { headers })
      expect(answer.json).toMatchObject({ code: expect.stringMatching(/csrf_failed|missing_credential/) })
    }
  })
})
