import { email, personName } from '@keyturn/contract'
import { foldEmail } from '@keyturn/engine'
import {
  AuthorizationResponseError,
  authorizationCodeGrant,
  buildAuthorizationUrl,
  type Configuration,
  calculatePKCECodeChallenge,
  fetchUserInfo,
} from 'openid-client'
import { ProviderFailure } from './provider-failure.ts'
import type { SignInSecrets } from './sign-in-secrets.ts'

/** Whom a provider vouches for. */
export type Vouched = {
  /** Who it is there, for good. */
  subject: string
  /** In lower case; null where it says none, or not that it belongs to them. */
  verifiedEmail: string | null
  name: string | null
}

type Claims = { readonly [claim: string]: unknown }

const subjectMax = 255
/** What databases keep differently, or not at all: two subjects could become one. */
const unstorable = /[\p{Cc}\p{Cs}]/u

/** Where to send the browser: authorization code with PKCE (S256), state and nonce. */
export async function authorizationUrl(
  provider: Configuration,
  { secrets, redirectUri }: { secrets: SignInSecrets; redirectUri: string },
): Promise<string> {
  return buildAuthorizationUrl(provider, {
    redirect_uri: redirectUri,
    scope: 'openid email profile',
    state: secrets.state,
    nonce: secrets.nonce,
    code_challenge: await calculatePKCECodeChallenge(secrets.verifier),
    code_challenge_method: 'S256',
  }).href
}

/**
 * Whom the provider vouches for, from the address that it sent the browser back to. State, issuer (RFC 9207), nonce,
 * PKCE and signature have to be those of this sign-in.
 *
 * @throws ProviderFailure
 */
export async function readVouched(
  provider: Configuration,
  { secrets, answer }: { secrets: SignInSecrets; answer: URL },
): Promise<Vouched> {
  try {
    const tokens = await authorizationCodeGrant(provider, answer, {
      expectedState: secrets.state,
      expectedNonce: secrets.nonce,
      pkceCodeVerifier: secrets.verifier,
    })
    const claims = tokens.claims()
    if (!claims || claims.sub.length > subjectMax || unstorable.test(claims.sub))
      throw new ProviderFailure('wrong_answer')
    const hasEmail = claims['email'] !== undefined || !provider.serverMetadata().userinfo_endpoint
    const info = hasEmail ? claims : await fetchUserInfo(provider, tokens.access_token, claims.sub)
    return { subject: claims.sub, verifiedEmail: verifiedEmailOf(info), name: nameOf(info) }
  } catch (error) {
    if (error instanceof ProviderFailure) throw error
    throw new ProviderFailure(
      error instanceof AuthorizationResponseError ? 'declined' : 'wrong_answer',
      error,
    )
  }
}

/**
 * Anybody can give a provider an address that is not theirs: one that it has not verified says nothing. Nor does one that
 * could not be an account's: folded in any other way than theirs, it could become the address of somebody else.
 */
function verifiedEmailOf(claims: Claims): string | null {
  const address = email.safeParse(claims['email'])
  return claims['email_verified'] === true && address.success ? foldEmail(address.data) : null
}

/** A name that nobody could give themselves is none. */
function nameOf(claims: Claims): string | null {
  return personName.safeParse(claims['name']).data ?? null
}
