import { parseAddress } from '@keyturn/contract'

const mapped = '00000000000000000000ffff'

/**
 * Where a request comes from, in one spelling. Of IPv6 it is the network of 64 bits: whoever has one address of it has
 * them all (and would otherwise have a fresh limit for each).
 */
export function placeOf(ip: string | null): string {
  const address = ip === null ? null : parseAddress(ip)
  if (address === null) return 'unknown'
  const hex = Buffer.from(address).toString('hex')
  return hex.startsWith(mapped) ? hex.slice(mapped.length) : hex.slice(0, 16)
}
