import { formatAddress } from './format-address.ts'
import { parseAddress } from './parse-address.ts'

/** The one spelling of an address that all others are kept and looked for by; null for what is no address. */
export function canonicalAddress(text: string): string | null {
  const address = parseAddress(text)
  return address === null ? null : formatAddress(address)
}
