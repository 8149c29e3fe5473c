/**
 * Single sign-on from its first step to its last. What the browser is sent away with is derived from a secret that it
 * alone holds; the database has the secret's digest, and which provider of which organization was asked. So an answer
 * is good once, in the browser that asked, from the provider that was asked, and for what it was asked for.
 */
import { createHash } from 'node:crypto'
import {
  admitVouched,
  beginStep,
  type Context,
  countAttempts,
  EngineError,
  linkVouched,
  openIdentityProvider,
  startSession,
  takeStep,
} from '@keyturn/engine'
import { nothingHere } from '../../http/nothing-here.ts'
import { outboundFetch } from '../../outbound/outbound-fetch.ts'
import { beginningLimits } from '../attempts/second-factor-limits.ts'
import { type NewSessionValue, newSessionValue } from '../sessions/session-cookie.ts'
import { authorizationUrl, readVouched } from './ask-provider.ts'
import { openProvider } from './open-provider.ts'
import { ProviderFailure } from './provider-failure.ts'
import { type OpenProvider, rememberProviders } from './remember-providers.ts'
import { ownPath } from './return-path.ts'
import { newBrowserSecret, signInSecrets } from './sign-in-secrets.ts'

export type BeginSingleSignOn = {
  organizationId: string
  /** A path of this installation. */
  returnTo: string | undefined
  /** Somebody who is signed in, and wants to come this way as well. */
  linking?: { userId: string; sessionId: string }
}

export type FinishSingleSignOn = {
  organizationId: string
  /** What the browser holds; null where it holds nothing. */
  browserSecret: string | null
  /** The query of the address that it was sent back to, with its question mark. */
  query: string
  /** Digest of a session's cookie that came along. */
  replaces: Buffer | null
}

/** Where to go on, and the session that has begun; null after linking, where one goes on. */
export type FinishedSingleSignOn = { returnTo: string; session: NewSessionValue | null }

export type SingleSignOn = {
  begin(ctx: Context, input: BeginSingleSignOn): Promise<{ url: string; browserSecret: string }>
  finish(ctx: Context, input: FinishSingleSignOn): Promise<FinishedSingleSignOn>
  /** Refuses an issuer that is no OpenID provider which can be asked from here. */
  assertProvider(settings: { issuer: string; clientId: string }): Promise<void>
}

export function createSingleSignOn(options: {
  publicUrl: string
  outboundAllow: readonly string[]
}): SingleSignOn {
  const fetch = outboundFetch({ allow: options.outboundAllow })
  const open = rememberProviders(settings => openProvider(settings, fetch))
  return {
    begin: (ctx, input) => begin(ctx, { ...input, open, base: baseOf(options.publicUrl, ctx) }),
    finish: (ctx, input) => finish(ctx, { ...input, open }),
    assertProvider: async ({ issuer, clientId }) => {
      await openProvider({ issuer, clientId, clientSecret: null }, fetch).catch(refuseIssuer)
    },
  }
}

/** The address that the asking page was opened under: on the machine itself it can be another name of the same. */
function baseOf(publicUrl: string, { request }: Context): string {
  const { origin } = request
  return publicUrl !== '' && (origin === null || new URL(publicUrl).origin === origin)
    ? publicUrl
    : (origin ?? '')
}

async function begin(
  ctx: Context,
  input: BeginSingleSignOn & { open: OpenProvider; base: string },
): Promise<{ url: string; browserSecret: string }> {
  const { organizationId, open, base, linking } = input
  await countAttempts(ctx, beginningLimits('single sign-on', ctx.request.ip))
  const settings = await openIdentityProvider(ctx, organizationId)
  if (!settings) throw nothingHere()
  const provider = await open(settings).catch(refuse)
  const browserSecret = newBrowserSecret()
  const secrets = signInSecrets(browserSecret)
  const redirectUri = `${base}/v1/organizations/${organizationId}/single-sign-on/callback`
  const returnTo = ownPath(input.returnTo)
  const state = { organizationId, identityProviderId: settings.id, redirectUri, returnTo }
  await beginStep(ctx, { purpose: 'sso', digest: digestOf(browserSecret), ...linking, state })
  return { url: await authorizationUrl(provider, { secrets, redirectUri }), browserSecret }
}

async function finish(
  ctx: Context,
  input: FinishSingleSignOn & { open: OpenProvider },
): Promise<FinishedSingleSignOn> {
  const { browserSecret, organizationId } = input
  const digest = browserSecret === null ? null : digestOf(browserSecret)
  const step = digest && (await takeStep(ctx, { purpose: 'sso', digest }))
  if (!step || browserSecret === null || step.state['organizationId'] !== organizationId) throw notBegun()
  const { identityProviderId = '', redirectUri = '', returnTo = '/' } = step.state
  const settings = await openIdentityProvider(ctx, organizationId)
  if (settings?.id !== identityProviderId) throw notBegun()
  const provider = await input.open(settings).catch(refuse)
  const answer = new URL(redirectUri + input.query)
  const vouched = await readVouched(provider, { secrets: signInSecrets(browserSecret), answer }).catch(refuse)
  const admission = { organizationId, identityProviderId, vouched }
  if (step.userId !== null && step.sessionId !== null) {
    await linkVouched(ctx, { ...admission, userId: step.userId, sessionId: step.sessionId })
    return { returnTo, session: null }
  }
  const { result } = await admitVouched(ctx, admission)
  const session = newSessionValue()
  await startSession(ctx, {
    userId: result.userId,
    digest: session.digest,
    method: 'sso',
    withSecondFactor: false,
    identityProviderId,
    organizationId,
    replaces: input.replaces,
  })
  return { returnTo, session }
}

function digestOf(browserSecret: string): Buffer {
  return createHash('sha256').update(browserSecret, 'utf8').digest()
}

function notBegun(): EngineError {
  return new EngineError(
    'challenge_expired',
    'This sign-in did not begin in this browser, took longer than ten minutes, or was done already. Begin again.',
  )
}

const sentences: Record<ProviderFailure['reason'], string> = {
  unreachable:
    'The identity provider of this organization does not answer. Try again, or tell an administrator.',
  wrong_issuer: 'The identity provider of this organization is not set up right. Tell an administrator.',
  unusable: 'The identity provider of this organization is not set up right. Tell an administrator.',
  declined: 'The identity provider did not sign you in. Begin again, or ask an administrator.',
  wrong_answer: 'What the identity provider answered does not belong to this sign-in. Begin again.',
}

function refuse(error: unknown): never {
  if (!(error instanceof ProviderFailure)) throw error
  throw new EngineError('sso_refused', sentences[error.reason], { cause: error })
}

/** One sentence, whatever there is at the address or is not: nobody explores a network with it. */
function refuseIssuer(error: unknown): never {
  if (!(error instanceof ProviderFailure)) throw error
  const message =
    'There is no OpenID provider at this address that this server may ask. Compare it with the issuer in the discovery document of the provider.'
  throw new EngineError('invalid_input', message, {
    errors: [{ pointer: '/issuer', message }],
    cause: error,
  })
}
