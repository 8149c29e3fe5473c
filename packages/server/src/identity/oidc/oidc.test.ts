import { generateKeyPairSync, sign } from 'node:crypto'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { outboundFetch } from '../../outbound/outbound-fetch.ts'
import { authorizationUrl, readVouched } from './ask-provider.ts'
import { openProvider } from './open-provider.ts'
import { newBrowserSecret, signInSecrets } from './sign-in-secrets.ts'
import { openIdProvider, type TestProvider } from './testing/open-id-provider.ts'

const redirectUri = 'https://keys.example/callback'
const fetch = outboundFetch({ allow: ['127.0.0.1/32'] })
const ada = { sub: 'ada', email: 'Ada@Example.com', email_verified: true, name: 'Ada Lovelace' }
let provider: TestProvider

beforeAll(async () => {
  provider = await openIdProvider([redirectUri])
})
afterAll(() => provider.close())
beforeEach(() => {
  Object.assign(provider, { account: ada, tamper: () => {} })
})

const open = (settings: Partial<Parameters<typeof openProvider>[0]> = {}) =>
  openProvider({ ...provider, ...settings }, fetch)

/** A sign-in until the browser comes back. */
async function comeBack(client?: Awaited<ReturnType<typeof open>>) {
  const asked = client ?? (await open())
  const secrets = signInSecrets(newBrowserSecret())
  const answer = await provider.visit(await authorizationUrl(asked, { secrets, redirectUri }))
  return { client: asked, secrets, answer }
}

/** A whole sign-in; `change` has its say on the way back. */
async function signIn(change: (answer: URL) => URL = answer => answer) {
  const { client, secrets, answer } = await comeBack()
  return readVouched(client, { secrets, answer: change(answer) })
}

/** Puts claims, header or signature of every ID token in the place of the provider's. */
function forge(change: { claims?: object; header?: object; isSigned?: false }) {
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 })
  provider.tamper = (path, body) => {
    if (path !== '/token' || typeof body['id_token'] !== 'string') return
    const [header = '', claims = '', signature = ''] = body['id_token'].split('.')
    const mixed = (part: string, other: object | undefined) =>
      other ? encode({ ...JSON.parse(Buffer.from(part, 'base64url').toString()), ...other }) : part
    const signed = `${mixed(header, change.header)}.${mixed(claims, change.claims)}`
    const own = () => sign('sha256', Buffer.from(signed), privateKey).toString('base64url')
    const isOwn = signed !== `${header}.${claims}`
    body['id_token'] = `${signed}.${change.isSigned === false ? '' : isOwn ? own() : signature}`
  }
}
const encode = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url')

const refused = (reason: string) => ({ name: 'ProviderFailure', reason })

describe('a sign-in at a real provider', () => {
  test('tells who it is, with an address that the provider has verified', async () => {
    expect(await signIn()).toEqual({ subject: 'ada', verifiedEmail: 'ada@example.com', name: 'Ada Lovelace' })
  })

  test.each([
    { email_verified: false },
    { email_verified: undefined },
    { email_verified: 'true' },
    { email: '' },
    { email: 'mi\u212ae@example.com' },
    { email: '\u212a@example.com' },
    { email: 'ada@\uff45xample.com' },
    { email: '"n2 x,\r\nBcc: z@acme.example' },
    { email: 'ada@example.com\n' },
    { email: 'Ada <ada@example.com>' },
    { email: 'ada@example.com\0' },
    { email: `${'a'.repeat(250)}@example.com` },
    { email: ['ada@example.com'] },
  ])('tells no address that it has not verified, or that nobody could have here: %o', async claims => {
    provider.account = { ...ada, ...(claims as object) }
    expect(await signIn()).toMatchObject({ subject: 'ada', verifiedEmail: null })
  })

  test.each(['x'.repeat(201), 'x'.repeat(100_000), 'Ada\0', 'Ada\r\nBcc: z', 'Ada\u202e', '\u200b', '', 7])(
    'tells no name that nobody could have here: %o',
    async name => {
      provider.account = { ...ada, ...({ name } as object) }
      expect(await signIn()).toEqual({ subject: 'ada', verifiedEmail: 'ada@example.com', name: null })
    },
  )

  test.each(['ada\0', 'a\nda', 'a\ud800', 'x'.repeat(256)])('is refused with the subject %o', async sub => {
    provider.account = { ...ada, sub }
    await expect(signIn()).rejects.toMatchObject(refused('wrong_answer'))
  })

  test('sends code, PKCE, state and nonce, which follow from what the browser holds and differ each time', async () => {
    const client = await open()
    const browser = newBrowserSecret()
    const asking = async (secret: string) =>
      new URL(await authorizationUrl(client, { secrets: signInSecrets(secret), redirectUri })).searchParams
    const [first, same, other] = [
      await asking(browser),
      await asking(browser),
      await asking(newBrowserSecret()),
    ]
    expect(Object.fromEntries(first)).toMatchObject({ response_type: 'code', code_challenge_method: 'S256' })
    for (const name of ['state', 'nonce', 'code_challenge']) {
      expect(first.get(name)).toMatch(/^[\w-]{43}$/)
      expect(same.get(name)).toBe(first.get(name))
      expect(other.get(name)).not.toBe(first.get(name))
    }
    expect(new Set([first.get('state'), first.get('nonce'), signInSecrets(browser).verifier]).size).toBe(3)
  })
})

describe('nobody is vouched for', () => {
  const changed = (name: string, value: string | null) => (answer: URL) => {
    if (value === null) answer.searchParams.delete(name)
    else answer.searchParams.set(name, value)
    return answer
  }
  test.each([
    ['without state', changed('state', null)],
    ['with the state of another sign-in', changed('state', signInSecrets(newBrowserSecret()).state)],
    ['without the issuer that this provider always names', changed('iss', null)],
    ['by the answer of another issuer', changed('iss', 'https://evil.example')],
    ['without a code', changed('code', null)],
    ['with another code', changed('code', 'x'.repeat(43))],
  ])('%s', async (_, change) => {
    await expect(signIn(change)).rejects.toMatchObject(refused('wrong_answer'))
  })

  test('with a code that was used', async () => {
    const { client, secrets, answer } = await comeBack()
    await readVouched(client, { secrets, answer })
    await expect(readVouched(client, { secrets, answer })).rejects.toMatchObject(refused('wrong_answer'))
  })

  test('in another browser than the one that began: its verifier and nonce are not those of the code', async () => {
    const { client, answer } = await comeBack()
    const other = signInSecrets(newBrowserSecret())
    answer.searchParams.set('state', other.state)
    await expect(readVouched(client, { secrets: other, answer })).rejects.toMatchObject(
      refused('wrong_answer'),
    )
  })

  test('where the person declined', async () => {
    const decline = (answer: URL) => changed('error', 'access_denied')(changed('code', null)(answer))
    await expect(signIn(decline)).rejects.toMatchObject(refused('declined'))
  })

  test.each([
    ['no signature', { isSigned: false as const }],
    ['the algorithm "none"', { header: { alg: 'none' }, isSigned: false as const }],
    ['the signature of somebody else', { claims: { more: 1 } }],
    ['a symmetric algorithm', { header: { alg: 'HS256' } }],
    ['another nonce', { claims: { nonce: 'x' } }],
    ['another issuer', { claims: { iss: 'https://evil.example' } }],
    ['another audience', { claims: { aud: 'someone' } }],
    ['a time that is over', { claims: { exp: 1 } }],
  ])('by an ID token with %s', async (_, change) => {
    forge(change)
    await expect(signIn()).rejects.toMatchObject(refused('wrong_answer'))
  })

  test('by what the provider says of somebody else than the token', async () => {
    provider.tamper = (path, body) => {
      if (path === '/me') body['sub'] = 'grace'
    }
    await expect(signIn()).rejects.toMatchObject(refused('wrong_answer'))
  })
})

describe('a provider is of no use', () => {
  test('that answers as somebody else', async () => {
    provider.tamper = (_, body) => {
      body['issuer'] = 'https://evil.example'
    }
    await expect(open()).rejects.toMatchObject({ name: 'ProviderFailure' })
  })

  test.each(['authorization_endpoint', 'token_endpoint', 'jwks_uri'])(
    'whose %s is no web address',
    async name => {
      for (const address of ['javascript:alert(1)', 'file:///etc/passwd', undefined, '/relative']) {
        provider.tamper = (_, body) => {
          body[name] = address
        }
        await expect(open()).rejects.toMatchObject({ name: 'ProviderFailure' })
      }
    },
  )

  test('whose addresses lead to where we must not go', async () => {
    provider.tamper = (path, body) => {
      if (path.startsWith('/.well-known')) body['token_endpoint'] = 'http://169.254.169.254/latest'
    }
    await expect(signIn()).rejects.toMatchObject(refused('wrong_answer'))
  })

  test('that is not there, or not allowed', async () => {
    await expect(open({ issuer: `${provider.issuer}/nothing` })).rejects.toMatchObject(refused('unreachable'))
    const strict = outboundFetch({ allow: [] })
    await expect(openProvider(provider, strict)).rejects.toMatchObject(refused('unreachable'))
  })

  test('with another client secret', async () => {
    const { client, secrets, answer } = await comeBack(await open({ clientSecret: 'guessed' }))
    await expect(readVouched(client, { secrets, answer })).rejects.toMatchObject(refused('wrong_answer'))
  })
})
