import { formatAddress, isIpv4 } from './format-address.ts'
import { addressLength, parseAddress } from './parse-address.ts'

/** A CIDR block (RFC 4632); IPv4 blocks are the same blocks of `::ffff:0:0/96`. */
export type Network = {
  /** 16 bytes; all bits after the prefix are zero. */
  readonly address: Uint8Array
  /** 0 to 128, counted in the 16-byte form: 10.0.0.0/8 has 104. */
  readonly prefixLength: number
}

const ipv4Offset = 96

/**
 * Reads an address (a network of one) or CIDR notation. Null for anything malformed, and when bits are set
 * after the prefix (`10.0.0.5/8`): that is more likely a slip than an intention.
 */
export function parseNetwork(text: string): Network | null {
  const slash = text.indexOf('/')
  const address = parseAddress(slash < 0 ? text : text.slice(0, slash))
  if (address === null) return null
  if (slash < 0) return { address, prefixLength: 128 }
  const lengthText = text.slice(slash + 1)
  if (!/^(?:0|[1-9][0-9]{0,2})$/.test(lengthText)) return null
  const offset = text.includes(':') ? 0 : ipv4Offset
  const prefixLength = Number(lengthText) + offset
  if (prefixLength > 128 || hasBitsAfter(address, prefixLength)) return null
  return { address, prefixLength }
}

function hasBitsAfter(address: Uint8Array, prefixLength: number): boolean {
  return address.some((byte, index) => (byte & hostMask(index, prefixLength)) !== 0)
}

/** The bits of byte `index` that lie after the prefix. */
export function hostMask(index: number, prefixLength: number): number {
  return 0xff >>> Math.min(8, Math.max(0, prefixLength - index * 8))
}

export function networkContains(network: Network, address: Uint8Array): boolean {
  for (let index = 0; index < addressLength; index++) {
    const differing = (network.address[index] ?? 0) ^ (address[index] ?? 0)
    if ((differing & ~hostMask(index, network.prefixLength)) !== 0) return false
  }
  return address.length === addressLength
}

/** The canonical text; a network of one address is written without a length. */
export function formatNetwork(network: Network): string {
  const text = formatAddress(network.address)
  if (network.prefixLength === 128) return text
  const mapped = isIpv4(network.address) && network.prefixLength >= ipv4Offset
  if (mapped) return `${text}/${network.prefixLength - ipv4Offset}`
  return `${text}/${network.prefixLength}`
}
