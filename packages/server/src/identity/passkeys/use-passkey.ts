/**
 * Signing in with a passkey (WebAuthn Level 3, section 7.2). The counter is not judged here but in the transaction that
 * moves it: only there is it known which of two answers came first, and an answer whose signature is wrong says
 * nothing about the authenticator.
 */
import {
  type AuthenticationResponseJSON,
  generateAuthenticationOptions,
  verifyAuthenticationResponse,
} from '@simplewebauthn/server'
import { isFramed } from './client-data.ts'
import type { RelyingParty } from './relying-party.ts'

export type StoredPasskey = { userId: string; credentialId: Buffer; publicKey: Buffer }

/** What an authenticator says when it is used. */
export type PasskeyUse = { counter: number; backedUp: boolean }

export type AuthenticationOptions = Awaited<ReturnType<typeof generateAuthenticationOptions>>

/** What `navigator.credentials.get` takes, under a fresh challenge: any passkey for this site, whoever holds it. */
export function authenticationOptions(party: RelyingParty): Promise<AuthenticationOptions> {
  return generateAuthenticationOptions({ rpID: party.id, userVerification: 'required', timeout: 300_000 })
}

/** Null where it is not this passkey's answer to this challenge at this site. */
export async function readPasskeyUse(input: {
  party: RelyingParty
  challenge: string
  response: AuthenticationResponseJSON
  passkey: StoredPasskey
}): Promise<PasskeyUse | null> {
  const { party, challenge, response, passkey } = input
  const { userHandle } = response.response
  if (userHandle !== undefined && Buffer.from(userHandle, 'base64url').toString('utf8') !== passkey.userId)
    return null
  if (isFramed(response.response.clientDataJSON)) return null
  const use = await verifyAuthenticationResponse({
    response,
    expectedChallenge: challenge,
    expectedOrigin: party.origin,
    expectedRPID: party.id,
    requireUserVerification: true,
    credential: {
      id: passkey.credentialId.toString('base64url'),
      publicKey: new Uint8Array(passkey.publicKey),
      counter: 0,
    },
  }).catch(() => null)
  if (!use?.verified) return null
  const { newCounter, credentialBackedUp } = use.authenticationInfo
  return { counter: newCounter, backedUp: credentialBackedUp }
}
