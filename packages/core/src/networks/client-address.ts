import { formatAddress } from './format-address.ts'
import { type Network, networkContains } from './network.ts'
import { parseAddress } from './parse-address.ts'

export type ClientAddressInput = {
  /** Address of the socket's other end, perhaps with a zone (`fe80::1%eth0`); undefined for a Unix socket. */
  peer: string | undefined
  /** Values of all `X-Forwarded-For` headers, in order; empty when there is none. */
  forwardedFor: readonly string[]
  trustedProxies: readonly Network[]
}

/**
 * The address that a request comes from, in canonical text: the peer's, or, if the peer is a trusted proxy, the
 * rightmost entry of `X-Forwarded-For` that is not one. Everything left of that is what the caller claims. An entry
 * that has to be read and is no plain address (empty, a port, brackets, `unknown`) makes the address unknown, null,
 * so that a key bound to addresses is denied instead of judged by one that nobody vouches for.
 */
export function clientAddress({ peer, forwardedFor, trustedProxies }: ClientAddressInput): string | null {
  let client = parseAddress(peer?.split('%', 1)[0] ?? '')
  if (forwardedFor.length === 0) return client === null ? null : formatAddress(client)
  const hops = forwardedFor.join(',').split(',')
  while (client !== null && isTrusted(client, trustedProxies)) {
    const hop = hops.pop()
    if (hop === undefined) break
    client = parseAddress(hop.trim())
  }
  return client === null ? null : formatAddress(client)
}

function isTrusted(address: Uint8Array, proxies: readonly Network[]): boolean {
  return proxies.some(proxy => networkContains(proxy, address))
}
