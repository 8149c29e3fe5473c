/**
 * Making passkeys (WebAuthn Level 3, section 7.1). Attestation is not asked for: which make an authenticator is of
 * decides nothing here. What is asked for is that it can be found without a name, and that it knows its holder by a
 * PIN or by a part of the body: such a passkey is two factors by itself.
 */
import {
  generateRegistrationOptions,
  type RegistrationResponseJSON,
  verifyRegistrationResponse,
} from '@simplewebauthn/server'
import { isFramed } from './client-data.ts'
import type { RelyingParty } from './relying-party.ts'

/** What is kept of a passkey that was made. */
export type MadePasskey = {
  credentialId: Buffer
  publicKey: Buffer
  counter: number
  transports: string[]
  aaguid: string
  backupEligible: boolean
  backedUp: boolean
}

export type RegistrationOptions = Awaited<ReturnType<typeof generateRegistrationOptions>>

/** EdDSA, ES256, RS256, as COSE numbers: what authenticators have. */
const supportedAlgorithmIDs = [-8, -7, -257]

/** What `navigator.credentials.create` takes, under a fresh challenge. */
export function registrationOptions(input: {
  party: RelyingParty
  user: { id: string; email: string; name: string | null }
  /** Passkeys that the person has: an authenticator makes no second one. */
  present: readonly { credentialId: Buffer; transports: string[] }[]
}): Promise<RegistrationOptions> {
  const { party, user, present } = input
  return generateRegistrationOptions({
    rpName: party.name,
    rpID: party.id,
    userName: user.email,
    userDisplayName: user.name ?? user.email,
    userID: Buffer.from(user.id, 'utf8'),
    attestationType: 'none',
    excludeCredentials: present.map(({ credentialId, transports }) => ({
      id: credentialId.toString('base64url'),
      transports,
    })),
    authenticatorSelection: { residentKey: 'required', userVerification: 'required' },
    supportedAlgorithmIDs,
    timeout: 300_000,
  })
}

/** The passkey that an answer brings, or null where it answers something else than this challenge here. */
export async function readMadePasskey(input: {
  party: RelyingParty
  challenge: string
  response: RegistrationResponseJSON
}): Promise<MadePasskey | null> {
  const { party, challenge, response } = input
  if (isFramed(response.response.clientDataJSON)) return null
  const made = await verifyRegistrationResponse({
    response,
    expectedChallenge: challenge,
    expectedOrigin: party.origin,
    expectedRPID: party.id,
    requireUserVerification: true,
    supportedAlgorithmIDs,
  }).catch(() => null)
  if (!made?.verified) return null
  const { credential, aaguid, credentialDeviceType, credentialBackedUp } = made.registrationInfo
  return {
    credentialId: Buffer.from(credential.id, 'base64url'),
    publicKey: Buffer.from(credential.publicKey),
    counter: credential.counter,
    transports: response.response.transports ?? [],
    aaguid,
    backupEligible: credentialDeviceType === 'multiDevice',
    backedUp: credentialBackedUp,
  }
}
