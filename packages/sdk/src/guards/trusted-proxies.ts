import { type Network, parseNetwork } from '@keyturn/core'

/** Parses the option `trustedProxies`. Throws a TypeError that names the first entry that is neither an address nor CIDR. */
export function parseTrustedProxies(proxies: readonly string[]): Network[] {
  return proxies.map(text => {
    const network = parseNetwork(text)
    if (network === null) {
      throw new TypeError(`trustedProxies: ${JSON.stringify(text)} is not an address or a CIDR range.`)
    }
    return network
  })
}
