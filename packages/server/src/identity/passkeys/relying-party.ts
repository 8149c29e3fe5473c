import { isIP } from 'node:net'

/** Who passkeys are for: browsers hand them out to no other site. */
export type RelyingParty = {
  /** The host of the installation's address (WebAuthn Level 3, section 5.1.2.1). */
  readonly id: string
  /** Scheme, host and port, as browsers sign them. */
  readonly origin: string
  readonly name: string
}

/**
 * The installation as browsers know it. Null where browsers make no passkeys: under an address without a name, or one
 * that is neither https nor this machine's.
 */
export function relyingParty(publicUrl: string): RelyingParty | null {
  if (!URL.canParse(publicUrl)) return null
  const { hostname, origin, protocol } = new URL(publicUrl)
  const isLocal = hostname === 'localhost' || hostname.endsWith('.localhost')
  if (isIP(hostname.replaceAll(/[[\]]/g, '')) !== 0) return null
  if (protocol !== 'https:' && !isLocal) return null
  return { id: hostname, origin, name: 'Keyturn' }
}
