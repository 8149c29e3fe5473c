import { generateKeyPairSync } from 'node:crypto'
import { once } from 'node:events'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import Provider from 'oidc-provider'

/** Whom the provider knows; whoever comes is signed in as the one that is set. */
export type Account = {
  sub: string
  email?: string
  email_verified?: boolean
  name?: string
}

/** Changes an answer of the provider on its way out. */
export type Tampering = (path: string, body: Record<string, unknown>) => void

export type TestProvider = {
  issuer: string
  clientId: string
  clientSecret: string
  account: Account
  tamper: Tampering
  /** Lets it send browsers back to one more address. */
  allow(redirectUri: string): void
  /** Follows the provider's pages like a browser, and answers where it is sent back to in the end. */
  visit(url: string): Promise<URL>
  close(): Promise<void>
}

const clientId = 'keyturn'
const clientSecret = 'a secret of the provider, not of ours'

/** A real OpenID provider, on this machine, over http. */
export async function openIdProvider(redirectUris: string[]): Promise<TestProvider> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  const state = { account: { sub: 'ada' } as Account, tamper: (() => {}) as Tampering }
  const provider = new Provider(
    issuer,
    configuration(() => state.account),
  )
  provider.Client.prototype.redirectUriAllowed = (uri: string) => redirectUris.includes(uri)
  signEveryoneIn(provider, () => state.account)
  provider.use(async (ctx, next) => {
    await next()
    if (typeof ctx.body === 'object' && ctx.body !== null)
      state.tamper(ctx.path, ctx.body as Record<string, unknown>)
  })
  server.on('request', provider.callback())
  return Object.assign(state, {
    issuer,
    clientId,
    clientSecret,
    allow: (redirectUri: string) => void redirectUris.push(redirectUri),
    visit: (url: string) => visit(url, issuer),
    close: () => close(server),
  })
}

function configuration(account: () => Account) {
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 })
  return {
    clients: [
      {
        client_id: clientId,
        client_secret: clientSecret,
        redirect_uris: ['https://registered.example/callback'],
        grant_types: ['authorization_code'],
        response_types: ['code' as const],
      },
    ],
    jwks: { keys: [{ ...privateKey.export({ format: 'jwk' }), kid: 'test', use: 'sig', alg: 'RS256' }] },
    cookies: { keys: ['test'] },
    claims: { openid: ['sub'], email: ['email', 'email_verified'], profile: ['name'] },
    pkce: { required: () => true },
    ttl: { Interaction: 600, Session: 600, Grant: 600, AccessToken: 600, IdToken: 600 },
    features: { devInteractions: { enabled: false } },
    findAccount: () => ({ accountId: account().sub, claims: async () => ({ ...account() }) }),
  }
}

/** In the place of pages for a name and a password: the account that is set, and consent to everything. */
function signEveryoneIn(provider: Provider, account: () => Account): void {
  provider.use(async (ctx, next) => {
    if (!ctx.path.startsWith('/interaction/')) return next()
    const { params, prompt } = await provider.interactionDetails(ctx.req, ctx.res)
    if (prompt.name === 'login') {
      ctx.redirect(
        await provider.interactionResult(ctx.req, ctx.res, { login: { accountId: account().sub } }),
      )
      return
    }
    const grant = new provider.Grant({ accountId: account().sub, clientId: String(params['client_id']) })
    grant.addOIDCScope('openid email profile')
    const consent = { grantId: await grant.save() }
    ctx.redirect(
      await provider.interactionResult(ctx.req, ctx.res, { consent }, { mergeWithLastSubmission: true }),
    )
  })
}

async function visit(start: string, issuer: string): Promise<URL> {
  const cookies = new Map<string, string>()
  let url = new URL(start)
  for (let hop = 0; hop < 12; hop++) {
    if (url.origin !== issuer) return url
    const cookie = [...cookies].map(([name, value]) => `${name}=${value}`).join('; ')
    const answer = await fetch(url, { redirect: 'manual', headers: { cookie } })
    for (const line of answer.headers.getSetCookie()) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(line) ?? []
      cookies.set(name, value)
    }
    const location = answer.headers.get('location')
    if (location === null) throw new Error(`the provider answered ${answer.status} to ${url}`)
    url = new URL(location, url)
  }
  throw new Error('the provider sends in circles')
}

async function close(server: Server): Promise<void> {
  server.close()
  server.closeAllConnections()
  await once(server, 'close')
}
