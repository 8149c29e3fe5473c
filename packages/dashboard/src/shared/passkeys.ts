import { SpokenError } from './spoken-error.ts'

/** Whether this browser has passkeys, and can read what a server says about them. */
export function hasPasskeys(): boolean {
  return typeof PublicKeyCredential === 'function' && 'parseRequestOptionsFromJSON' in PublicKeyCredential
}

/**
 * Asks the browser to use a passkey; `options` as a server answers them (WebAuthn Level 3, section 5.1.8). Answers what
 * goes back to the server, or null where whoever was asked has thought better of it.
 */
export async function presentPasskey(options: object): Promise<unknown> {
  const publicKey = PublicKeyCredential.parseRequestOptionsFromJSON(
    options as PublicKeyCredentialRequestOptionsJSON,
  )
  return toJson(await navigator.credentials.get({ publicKey }).catch(explain))
}

/** The same to make one. */
export async function makePasskey(options: object): Promise<unknown> {
  const publicKey = PublicKeyCredential.parseCreationOptionsFromJSON(
    options as PublicKeyCredentialCreationOptionsJSON,
  )
  return toJson(await navigator.credentials.create({ publicKey }).catch(explain))
}

function toJson(credential: Credential | null): unknown {
  return credential instanceof PublicKeyCredential ? credential.toJSON() : null
}

/** Browsers say no more than the first when somebody closes their dialog. */
function explain(error: unknown): null {
  const name = error instanceof DOMException ? error.name : ''
  if (name === 'NotAllowedError' || name === 'AbortError') return null
  if (name === 'InvalidStateError')
    throw new SpokenError('This device has a passkey of your account already.')
  if (name === 'NotSupportedError' || name === 'ConstraintError') {
    throw new SpokenError('This device cannot make a passkey that asks for a PIN, a finger or a face.')
  }
  if (name === 'SecurityError')
    throw new SpokenError('Passkeys do not work at this address. Use the one with https.')
  throw error
}
