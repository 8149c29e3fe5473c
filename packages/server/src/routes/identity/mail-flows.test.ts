import { createHash } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createMailer, type Mailer } from '../../mail/mailer.ts'
import { type MailServer, type ReceivedMail, startMailServer } from '../../mail/testing/start-mail-server.ts'
import { Browser, goodPassword, openAsOwner } from '../../testing/browser.ts'
import { openTestServer, type TestServer } from '../../testing/open-test-server.ts'

const otherPassword = 'nine slow otters float'
const invited = 'Accept invitation'
const reset = 'Choose a new password'

describe.each(['sqlite', 'postgres'] as const)('on %s', database => {
  let mail: MailServer
  let mailer: Mailer
  let server: TestServer
  let owner: Browser
  let ownerMail: ReceivedMail | undefined
  let people = 0

  beforeAll(async () => {
    mail = await startMailServer()
    const from = { name: 'Example Keys', address: 'keys@vendor.example' }
    const smtp = { host: '127.0.0.1', port: mail.port, security: 'none', credentials: null } as const
    mailer = createMailer({ server: smtp, from })
    server = await openTestServer({ database, mailer })
    owner = await openAsOwner(server)
    ownerMail = await mailTo('owner@example.com', 'sign-in')
  })
  afterAll(async () => {
    await server.close()
    mailer.close()
    await mail.close()
  })

  const lettersTo = (email: string, text: string): ReceivedMail[] =>
    mail.received.filter(letter => letter.to.includes(email) && bodyOf(letter).includes(text))
  /** The letter to somebody that says this, once there are so many of them. */
  async function mailTo(email: string, text: string, count = 1): Promise<ReceivedMail> {
    for (;;) {
      const last = lettersTo(email, text)[count - 1]
      if (last) return last
      await mail.arrived(mail.received.length + 1)
    }
  }
  const bodyOf = ({ raw }: ReceivedMail): string => raw.replaceAll('=\r\n', '').replaceAll('=3D', '=')
  const tokenIn = (letter: ReceivedMail, page: string): string =>
    new RegExp(`http://localhost:8787/${page}#([\\w-]{43})`).exec(bodyOf(letter))?.[1] ?? ''

  const newEmail = (): string => `person-${database}-${++people}@example.com`
  async function newOrganization(): Promise<string> {
    const made = await server.call('POST', '/v1/organizations', { body: { name: 'Acme & <b>Söhne</b>' } })
    return (made.json as { id: string }).id
  }
  async function invite(organizationId: string, email: string, permissions = ['view_keys']) {
    const path = `/v1/organizations/${organizationId}/invitations`
    const { status, json } = await server.call('POST', path, { body: { email, permissions } })
    expect(status).toBe(201)
    return {
      path: `${path}/${(json as { id: string }).id}`,
      token: tokenIn(await mailTo(email, invited), 'accept-invitation'),
    }
  }
  const accept = (token: string, browser = new Browser(server)) =>
    browser.call('POST', '/v1/invitations/accept', { body: { token, password: goodPassword, name: 'Grace' } })
  /** Somebody with an account, a member of an organization of their own. */
  async function member(): Promise<{ email: string; browser: Browser; organizationId: string }> {
    const [email, organizationId, browser] = [newEmail(), await newOrganization(), new Browser(server)]
    const { token } = await invite(organizationId, email, ['administer'])
    expect((await accept(token, browser)).status).toBe(200)
    return { email, browser, organizationId }
  }
  const signIn = (email: string, password: string, browser = new Browser(server)) =>
    browser.call('POST', '/v1/session', { body: { email, password } })

  describe('an invitation', () => {
    test('comes by mail, and whoever accepts it is a member with an account, signed in', async () => {
      const [email, organizationId, browser] = [newEmail(), await newOrganization(), new Browser(server)]
      const { token } = await invite(organizationId, email)
      const letter = bodyOf(await mailTo(email, invited))
      const html = letter.slice(letter.indexOf('<!doctype html>'))
      expect(html).toContain('You are invited to Acme &amp; &lt;b&gt;')
      expect(html).not.toContain('<b>')
      const shown = await browser.call('POST', '/v1/invitations/preview', { body: { token } })
      expect(shown).toMatchObject({ status: 200, json: { email, hasAccount: false } })
      const joined = await accept(token, browser)
      expect(joined).toMatchObject({
        status: 200,
        json: { email, organizationId, permissions: ['view_keys'] },
      })
      const { json } = await browser.call('GET', '/v1/session')
      expect(json).toMatchObject({ organizationId, user: { email, emailVerifiedAt: expect.any(String) } })
      const gone = await server.call('GET', `/v1/organizations/${organizationId}/invitations`)
      expect(gone.json).toMatchObject({ data: [] })
    })

    test('is accepted once, however many try at the same moment', async () => {
      const organizationId = await newOrganization()
      const { token } = await invite(organizationId, newEmail())
      const answers = await Promise.all(Array.from({ length: 16 }, () => accept(token)))
      const statuses = answers.map(({ status }) => status).sort()
      expect(statuses[0]).toBe(200)
      // A machine under load may ask some to come again.
      expect(statuses.slice(1).filter(status => status !== 503)).not.toContain(200)
      expect(new Set(statuses.slice(1))).toContain(404)
      const { json } = await server.call('GET', `/v1/organizations/${organizationId}/members`)
      expect((json as { data: unknown[] }).data).toHaveLength(1)
    })

    test('that was withdrawn, sent again, used or made up opens nothing, in the same words', async () => {
      const organizationId = await newOrganization()
      const withdrawn = await invite(organizationId, newEmail())
      expect((await server.call('DELETE', withdrawn.path)).status).toBe(204)
      const email = newEmail()
      const again = await invite(organizationId, email)
      expect((await server.call('POST', `${again.path}/resend`)).status).toBe(200)
      const fresh = tokenIn(await mailTo(email, invited, 2), 'accept-invitation')
      const used = await invite(organizationId, newEmail())
      expect((await accept(used.token)).status).toBe(200)
      const answers = await Promise.all(
        [withdrawn.token, again.token, used.token, 'A'.repeat(43)].map(async token => {
          const { status, text } = await accept(token)
          return `${status} ${text.replace(/req_\w+/, '')}`
        }),
      )
      expect(new Set(answers).size).toBe(1)
      expect(answers[0]).toContain('404')
      expect((await accept(fresh)).status).toBe(200)
    })

    test('joins nobody by the address alone: who has an account signs in to it first', async () => {
      const someone = await member()
      const organizationId = await newOrganization()
      const path = `/v1/organizations/${organizationId}/invitations`
      await server.call('POST', path, { body: { email: someone.email, permissions: ['manage_keys'] } })
      const token = tokenIn(await mailTo(someone.email, invited, 2), 'accept-invitation')
      expect((await accept(token)).status).toBe(409)
      const other = await member()
      const foreign = await other.browser.call('POST', '/v1/account/memberships', { body: { token } })
      expect(foreign.status).toBe(409)
      const nobody = await new Browser(server).call('POST', '/v1/account/memberships', { body: { token } })
      expect(nobody.status).toBe(401)
      const joined = await someone.browser.call('POST', '/v1/account/memberships', { body: { token } })
      expect(joined).toMatchObject({ status: 200, json: { organizationId, permissions: ['manage_keys'] } })
    })

    test('of somebody who is no member any more invites nobody', async () => {
      const { browser, organizationId } = await member()
      const email = newEmail()
      const path = `/v1/organizations/${organizationId}`
      const made = await browser.call('POST', `${path}/invitations`, {
        body: { email, permissions: ['administer'] },
      })
      expect(made.status).toBe(201)
      const token = tokenIn(await mailTo(email, invited), 'accept-invitation')
      const second = await invite(organizationId, newEmail(), ['administer'])
      expect((await accept(second.token)).status).toBe(200)
      const { json } = await server.call('GET', `${path}/members?limit=200`)
      const members = (
        json as { data: { id: string; name: string | null; userId: string; createdAt: string }[] }
      ).data
      const inviter = members.at(-1)
      expect((await server.call('DELETE', `${path}/members/${inviter?.id}`)).status).toBe(204)
      expect((await accept(token)).status).toBe(404)
    })

    test('is refused a password that is too short, and stays good', async () => {
      const { token } = await invite(await newOrganization(), newEmail())
      const weak = { token, password: 'short' }
      const browser = new Browser(server)
      expect((await browser.call('POST', '/v1/invitations/accept', { body: weak })).status).toBe(422)
      expect((await accept(token)).status).toBe(200)
    })

    test('of one organization is nothing to a key of another', async () => {
      const { path } = await invite(await newOrganization(), newEmail())
      const foreign = await member()
      expect((await foreign.browser.call('POST', `${path}/resend`)).status).toBe(404)
    })
  })

  describe('a password reset', () => {
    const ask = (email: string) =>
      new Browser(server).call('POST', '/v1/password-resets', { body: { email } })
    const complete = (token: string, password = otherPassword) =>
      new Browser(server).call('POST', '/v1/password-resets/complete', { body: { token, password } })

    async function asked(email: string): Promise<string> {
      const before = lettersTo(email.toLowerCase(), reset).length
      expect((await ask(email)).status).toBe(204)
      return tokenIn(await mailTo(email.toLowerCase(), reset, before + 1), 'reset-password')
    }

    test('sets a new password, ends every session, works once, and says so by mail', async () => {
      const { email, browser } = await member()
      const token = await asked(email.toUpperCase().replace('@EXAMPLE.COM', '@example.com'))
      expect((await complete(token)).status).toBe(204)
      expect((await browser.call('GET', '/v1/session')).status).toBe(401)
      expect((await signIn(email, goodPassword)).status).toBe(401)
      expect((await signIn(email, otherPassword)).status).toBe(200)
      expect((await complete(token, 'ten quiet foxes sleep')).status).toBe(404)
      await mailTo(email, 'Your password was changed')
    })

    test('answers the same for an address that nobody has, and writes to nobody', async () => {
      const { email } = await member()
      const unknown = await ask(`nobody-${database}@example.com`)
      const known = await ask(email)
      expect({ status: unknown.status, text: unknown.text }).toEqual({
        status: known.status,
        text: known.text,
      })
      await mailTo(email, reset)
      expect(mail.received.filter(({ to }) => to.some(address => address.startsWith('nobody')))).toEqual([])
    })

    test('leads to the address in the settings, whatever host the request names', async () => {
      const { email } = await member()
      const headers = { host: 'evil.example', 'x-forwarded-host': 'evil.example' }
      const asking = new Browser(server).call('POST', '/v1/password-resets', { body: { email }, headers })
      expect((await asking).status).toBe(204)
      const letter = bodyOf(await mailTo(email, reset))
      expect(letter).toContain('http://localhost:8787/reset-password#')
      expect(letter).not.toContain('evil.example')
    })

    test('voids the other links to reset, and is refused a password that is known to many', async () => {
      const { email } = await member()
      const first = await asked(email)
      const second = await asked(email)
      expect((await complete(first, 'password1234')).status).toBe(422)
      expect((await complete(first)).status).toBe(204)
      expect((await complete(second)).status).toBe(404)
    })

    test('of many who use a link at the same moment one sets the password', async () => {
      const { email } = await member()
      const token = await asked(email)
      const answers = await Promise.all(Array.from({ length: 8 }, () => complete(token)))
      expect(answers.filter(({ status }) => status === 204)).toHaveLength(1)
      expect(answers.filter(({ status }) => status === 404).length).toBeGreaterThan(0)
    })

    test('somebody who asks again and again is answered as always, and fills no mailbox', async () => {
      const { email } = await member()
      const statuses = new Set<number>()
      for (let count = 0; count < 8; count++) statuses.add((await ask(email)).status)
      expect(statuses).toEqual(new Set([204]))
      const rows = await server.test
        .context()
        .storage.lookups.selectFrom('notices')
        .selectAll()
        .where('recipient', '=', email)
        .where('kind', '=', 'password_reset')
        .execute()
      expect(rows).toHaveLength(5)
    })

    test('is asked for and completed from the pages of the installation only', async () => {
      const { email } = await member()
      const headers = { origin: 'https://evil.example' }
      const foreign = await new Browser(server).call('POST', '/v1/password-resets', {
        body: { email },
        headers,
      })
      expect(foreign).toMatchObject({ status: 403, json: { code: 'csrf_failed' } })
    })
  })

  test('no link that was mailed is in the database, and no address in the log', async () => {
    const { email } = await member()
    const asked = await new Browser(server).call('POST', '/v1/password-resets', { body: { email } })
    expect(asked.status).toBe(204)
    const tokens = [
      tokenIn(await mailTo(email, invited), 'accept-invitation'),
      tokenIn(await mailTo(email, reset), 'reset-password'),
    ]
    const { storage } = server.test.context()
    const rows = await storage.lookups.selectFrom('notices').selectAll().execute()
    const kept = await storage.lookups.selectFrom('one_time_tokens').selectAll().execute()
    const details = await storage.lookups.selectFrom('audit_details').selectAll().execute()
    const text = JSON.stringify([rows, kept, details])
    for (const token of tokens) {
      expect(token).toMatch(/^[\w-]{43}$/)
      expect(text).not.toContain(token)
    }
    const digests = tokens.map(token => createHash('sha256').update(token).digest('hex'))
    expect(kept.map(({ digest }) => digest.toString('hex'))).toContain(digests[1])
    expect(server.logLines.join('')).not.toContain(email)
  })

  test('whoever signs in hears of it', async () => {
    expect(bodyOf(ownerMail as ReceivedMail)).toContain('New sign-in to your account')
    expect(owner.cookie).not.toBeNull()
  })

  test('where no mail is sent, nobody is told that it is', async () => {
    const silent = await openTestServer({ database })
    const answer = await new Browser(silent).call('POST', '/v1/password-resets', {
      body: { email: 'a@example.com' },
    })
    expect(answer).toMatchObject({ status: 409, json: { detail: expect.stringContaining('sends no mail') } })
    await silent.close()
  })
})
