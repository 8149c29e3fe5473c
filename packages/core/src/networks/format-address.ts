import { addressLength } from './parse-address.ts'

/** Whether the 16 bytes are an IPv4 address (`::ffff:a.b.c.d`). */
export function isIpv4(address: Uint8Array): boolean {
  for (let index = 0; index < 10; index++) if (address[index] !== 0) return false
  return address[10] === 0xff && address[11] === 0xff
}

/** The canonical text: dotted quad for IPv4, RFC 5952 section 4 for IPv6. */
export function formatAddress(address: Uint8Array): string {
  if (isIpv4(address)) return `${address[12]}.${address[13]}.${address[14]}.${address[15]}`
  const groups: string[] = []
  for (let index = 0; index < addressLength; index += 2) {
    groups.push((((address[index] ?? 0) << 8) | (address[index + 1] ?? 0)).toString(16))
  }
  const { start, length } = longestZeroRun(groups)
  if (length < 2) return groups.join(':')
  return `${groups.slice(0, start).join(':')}::${groups.slice(start + length).join(':')}`
}

/** The first of the longest runs (RFC 5952 section 4.2.3). */
function longestZeroRun(groups: readonly string[]): { start: number; length: number } {
  let best = { start: 0, length: 0 }
  let length = 0
  groups.forEach((group, index) => {
    length = group === '0' ? length + 1 : 0
    if (length > best.length) best = { start: index - length + 1, length }
  })
  return best
}
