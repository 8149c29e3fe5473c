import { randomBytes } from 'node:crypto'
import type { StartedSmtpServer } from '@keyturn/example-outreach-api/testing'
import type { StartedKeyturn } from '../harness/start-keyturn.ts'
import { bytesOf, totpCode } from '../harness/totp-code.ts'
import { type LinkPage, linkIn, publicUrl } from './mailed-links.ts'

type Installation = { keyturn: StartedKeyturn; mail: StartedSmtpServer }

/** Somebody with every secret that a person has here. */
export type PersonCanaries = {
  email: string
  /** What the letters to this address are for, by the page that they lead to; found nowhere else. */
  links: Record<LinkPage, string>
  /** Found nowhere at all. */
  secrets: string[]
  /** What this person is told of themselves, and what errors said. */
  told: string[]
}

const personalPages = [
  '/v1/session',
  '/v1/sessions',
  '/v1/account/second-factors',
  '/v1/account/passkeys',
  '/v1/account/identities',
]

/**
 * A person comes in by an invitation, adds an authenticator app, forgets the password, and signs in with a recovery code.
 * Each secret is used rightly, and pasted where people paste by mistake. Every person has an organization, whose identity
 * provider has a secret too.
 */
export async function plantPerson({ keyturn, mail }: Installation, number: number): Promise<PersonCanaries> {
  const email = `canary${number}@example.com`
  const page = new Page(keyturn.url, { origin: publicUrl, ip: `203.0.113.${number % 250}` })
  const { organizationId, clientSecret } = await makeOrganization(keyturn, number)
  const [first, second] = [newPassword(), newPassword()]

  await keyturn.client.organizations.createInvitation(organizationId, { email, permissions: ['administer'] })
  const invitation = await linkIn(mail, { email, page: 'accept-invitation' })
  await page.send('/v1/invitations/preview', { token: invitation })
  await page.send('/v1/invitations/accept', { token: invitation, password: first, name: 'Canary' })
  const { secret } = await page.send<{ secret: string }>('/v1/account/totp')
  const { recoveryCodes } = await page.send<{ recoveryCodes: string[] }>('/v1/account/totp/confirmation', {
    code: totpCode(secret),
  })
  const told = await Promise.all(personalPages.map(path => page.read(path)))

  await page.send('/v1/password-resets', { email })
  const reset = await linkIn(mail, { email, page: 'reset-password' })
  await page.send('/v1/password-resets/complete', { token: reset, password: second })
  type Pending = { pending: { token: string } }
  const { pending } = await page.send<Pending>('/v1/session', { email, password: second })
  const [code = ''] = recoveryCodes
  await page.send('/v1/session/second-factor', { token: pending.token, recoveryCode: code })

  const links = { 'accept-invitation': invitation, 'reset-password': reset }
  const secrets = [first, second, secret, pending.token, clientSecret, ...recoveryCodes, ...page.cookies]
  for (const each of [...secrets, ...Object.values(links)]) told.push(...(await page.misplace(each)))
  const unspelled = [
    ...recoveryCodes.map(each => each.replaceAll('-', '')),
    bytesOf(secret).toString('latin1'),
    ...page.cookies.map(each => Buffer.from(each, 'base64url').toString('latin1')),
  ]
  return { email, links, secrets: [...secrets, ...unspelled], told }
}

/** Strong enough for every rule. */
function newPassword(): string {
  return randomBytes(18).toString('base64url')
}

async function makeOrganization({ client, url, rootKey }: StartedKeyturn, number: number) {
  const { id: organizationId } = await client.organizations.create({ name: `Organization ${number}` })
  const clientSecret = randomBytes(24).toString('base64url')
  const provider = {
    name: 'Login',
    issuer: 'https://login.invalid',
    clientId: `keyturn-${number}`,
    clientSecret,
    emailDomains: ['login.invalid'],
    enabled: false,
  }
  const answer = await fetch(`${url}/v1/organizations/${organizationId}/identity-provider`, {
    method: 'PUT',
    headers: { authorization: `Bearer ${rootKey}`, 'content-type': 'application/json' },
    body: JSON.stringify(provider),
  })
  if (!answer.ok) throw new Error(await answer.text())
  return { organizationId, clientSecret }
}

/** A browser at the pages of the installation, from an address of its own. */
export class Page {
  readonly #url: string
  #headers: Readonly<Record<string, string>>
  readonly #jar = new Map<string, string>()
  /** Every value of a cookie that it was given. */
  readonly cookies: string[] = []

  constructor(url: string, { origin, ip }: { origin: string; ip: string }) {
    this.#url = url
    this.#headers = { origin, 'x-forwarded-for': ip }
  }

  /** From here on each request names the portal that it is in. */
  stayInPortal(id: string): void {
    this.#headers = { ...this.#headers, 'keyturn-portal-session': id }
  }

  /** @throws where it is refused. */
  async send<Answer>(path: string, body?: object): Promise<Answer> {
    const answer = await this.#call(path, {
      method: 'POST',
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    })
    const text = await answer.text()
    if (!answer.ok) throw new Error(`${path} was answered ${answer.status}: ${text}`)
    return (text === '' ? null : JSON.parse(text)) as Answer
  }

  async read(path: string): Promise<string> {
    const answer = await this.#call(path, {})
    if (!answer.ok) throw new Error(`${path} was answered ${answer.status}`)
    return answer.text()
  }

  /** Shows a secret where it does not belong. The answers. */
  async misplace(secret: string): Promise<string[]> {
    const encoded = encodeURIComponent(secret)
    const post = (path: string, body: object) =>
      fetch(`${this.#url}${path}`, {
        method: 'POST',
        headers: { ...this.#headers, 'content-type': 'application/json', 'user-agent': 'A browser' },
        body: JSON.stringify(body),
      })
    const answers = [
      await fetch(`${this.#url}/v1/keys?search=${encoded}`, {
        headers: { authorization: `Bearer ${encoded}`, referer: `https://keys.example/${encoded}` },
      }),
      await fetch(`${this.#url}/accept-invitation?token=${encoded}`),
      await post('/v1/session', { email: secret, password: secret }),
      await post('/v1/session/second-factor', { token: encoded, code: encoded }),
    ]
    return Promise.all(answers.map(answer => answer.text()))
  }

  async #call(path: string, init: RequestInit): Promise<Response> {
    const cookie = [...this.#jar].map(([name, value]) => `${name}=${value}`).join('; ')
    const headers = {
      ...this.#headers,
      ...(cookie === '' ? {} : { cookie }),
      ...(init.body === undefined ? {} : { 'content-type': 'application/json' }),
    }
    const answer = await fetch(`${this.#url}${path}`, { ...init, headers })
    for (const line of answer.headers.getSetCookie()) this.#keep(line)
    return answer
  }

  #keep(line: string): void {
    const [, name = '', value = ''] = /^([^=;]+)=([^;]*)/.exec(line) ?? []
    this.#jar.delete(name)
    if (value === '') return
    this.#jar.set(name, value)
    this.cookies.push(value)
  }
}
