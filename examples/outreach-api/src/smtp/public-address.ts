import { lookup } from 'node:dns/promises'
import { BlockList, isIPv6 } from 'node:net'

/**
 * Customers name the hosts that this process connects to. Without a check they could make it speak to the operator's own
 * network, so a name is resolved here, only public addresses pass, and the connection goes to the very address that
 * was looked at.
 */
const notPublic = new BlockList()
for (const [network, bits] of [
  ['0.0.0.0', 8],
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  ['169.254.0.0', 16],
  ['172.16.0.0', 12],
  ['192.0.0.0', 24],
  ['192.0.2.0', 24],
  ['192.88.99.0', 24],
  ['192.168.0.0', 16],
  ['198.18.0.0', 15],
  ['198.51.100.0', 24],
  ['203.0.113.0', 24],
  ['224.0.0.0', 3],
] as const) {
  notPublic.addSubnet(network, bits, 'ipv4')
}
const publicIpv6 = new BlockList()
publicIpv6.addSubnet('2000::', 3, 'ipv6')
/** Within 2000::/3, and yet not public: documentation, and IPv4 addresses in disguise (6to4, Teredo). */
const disguised = new BlockList()
disguised.addSubnet('2001::', 23, 'ipv6')
disguised.addSubnet('2001:db8::', 32, 'ipv6')
disguised.addSubnet('2002::', 16, 'ipv6')

export function isPublicAddress(address: string): boolean {
  if (isIPv6(address)) return publicIpv6.check(address, 'ipv6') && !disguised.check(address, 'ipv6')
  return !notPublic.check(address, 'ipv4')
}

/** The address to connect to for a host; null where it has none, or one that is not public. */
export async function resolveHost(host: string, allowedHosts: readonly string[]): Promise<string | null> {
  const addresses = await lookup(host, { all: true }).catch(() => [])
  const isAllowed = allowedHosts.includes(host.toLowerCase())
  if (!isAllowed && !addresses.every(({ address }) => isPublicAddress(address))) return null
  return addresses[0]?.address ?? null
}
