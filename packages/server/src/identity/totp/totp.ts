/**
 * One-time codes as authenticator apps make them: RFC 6238 with SHA-1, six digits and steps of 30 seconds, which is the
 * one form that all of them know. A code is good in its own step and in those beside it. Which step it was of is
 * answered, and kept: no code is good twice, in whatever spelling it comes (RFC 6238, section 5.2).
 */
import { generateSecret, generateURI, verifySync } from 'otplib'

const periodSeconds = 30
const digits = 6
/** 160 bits, as RFC 4226, section 4, recommends. */
const secretBytes = 20

/** A new secret in base32. */
export function newTotpSecret(): string {
  return generateSecret({ length: secretBytes })
}

/** The address that apps read from a QR code. */
export function totpUri({
  secret,
  issuer,
  account,
}: {
  secret: string
  issuer: string
  account: string
}): string {
  // A colon separates the two in the label.
  const name = issuer.replaceAll(':', ' ').trim() || 'Keyturn'
  return generateURI({ secret, issuer: name, label: account.replaceAll(':', ' ') })
}

/** The time step of which a code is, or null where it is of none that is near. `now` in milliseconds UTC. */
export function matchTotp({
  secret,
  code,
  now,
}: {
  secret: string
  code: string
  now: number
}): number | null {
  const token = plainCode(code)
  if (token === null) return null
  const epoch = Math.floor(now / 1000)
  const result = verifySync({ secret, token, epoch, epochTolerance: periodSeconds, period: periodSeconds })
  return result.valid && 'timeStep' in result ? result.timeStep : null
}

/** The six digits of a code as people copy it; null where it is none. */
function plainCode(code: string): string | null {
  const plain = code.replaceAll(/[ \u00a0-]/g, '')
  return plain.length === digits && /^[0-9]+$/.test(plain) ? plain : null
}
