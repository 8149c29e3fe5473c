import { formatAddress, parseAddress } from '@keyturn/core'

/**
 * By whom attempts are counted, for an address in its one spelling. Of IPv6 it is the network of 64 bits: whoever has one
 * address of it has them all. What is no address is one source, or each made-up word would be a fresh one.
 */
export function sourceOf(ip: string | null): string {
  const address = ip === null ? null : parseAddress(ip)
  if (ip === null || address === null) return ''
  return ip.includes(':') ? `${formatAddress(address.fill(0, 8))}/64` : ip
}
