import { createHmac, randomBytes } from 'node:crypto'

/** What ties the answer of an identity provider to the browser that was sent there. */
export type SignInSecrets = {
  /** RFC 6749, section 10.12. */
  state: string
  /** OpenID Connect Core, section 15.5.2. */
  nonce: string
  /** PKCE, RFC 7636, section 4.1. */
  verifier: string
}

/** What the browser holds meanwhile. Nothing of it, or of what follows from it, is stored. */
export function newBrowserSecret(): string {
  return randomBytes(32).toString('base64url')
}

export function signInSecrets(browserSecret: string): SignInSecrets {
  const derive = (purpose: string) =>
    createHmac('sha256', browserSecret).update(`keyturn sso ${purpose}`).digest('base64url')
  return { state: derive('state'), nonce: derive('nonce'), verifier: derive('verifier') }
}
