/**
 * Addresses are compared as 16 bytes, never as text: IPv4 is written as IPv4-mapped IPv6 (RFC 4291 section
 * 2.5.5.2), so that every spelling of one address gives the same decision.
 */

export const addressLength = 16

const ipv4TextMax = 15

/** The longest legal spelling: six groups and a dotted quad. */
export const addressTextMax = 45

/**
 * Reads an address: dotted-quad IPv4 (four decimal numbers without leading zeros, no short forms) or any
 * spelling of IPv6 that RFC 4291 section 2.2 allows. No zone, no brackets, no port, no surrounding space: null.
 */
export function parseAddress(text: string): Uint8Array | null {
  const bytes = new Uint8Array(addressLength)
  return readAddress(text, bytes) ? bytes : null
}

/** Writes the address into `bytes` and says whether there was one; `bytes` is undefined rubbish otherwise. */
export function readAddress(text: string, bytes: Uint8Array): boolean {
  if (text.length < 2 || text.length > addressTextMax) return false
  bytes.fill(0)
  if (text.includes(':')) return readIpv6(text, bytes)
  bytes[10] = 0xff
  bytes[11] = 0xff
  return readIpv4(text, 0, bytes, 12)
}

function readIpv4(text: string, from: number, bytes: Uint8Array, at: number): boolean {
  const value = ipv4Value(text, from)
  if (value < 0) return false
  for (let part = 0; part < 4; part++) bytes[at + part] = value / 2 ** (24 - part * 8)
  return true
}

/** Whether the text is an IPv4 address; it has no other spelling. */
export function isDottedQuad(text: string): boolean {
  return ipv4Value(text, 0) >= 0
}

/** The 32 bits of a dotted quad that the text ends with, from `from` on; -1 when it is none. */
export function ipv4Value(text: string, from: number): number {
  const end = text.length
  if (end - from > ipv4TextMax) return -1
  let address = 0
  let part = 0
  let digits = 0
  let dots = 0
  for (let position = from; position < end; position++) {
    const code = text.charCodeAt(position)
    if (isDigit(code)) {
      // A zero is followed by no other digit.
      if (digits > 0 && part === 0) return -1
      part = part * 10 + code - 0x30
      digits++
      if (part > 255) return -1
    } else if (code === 0x2e && digits > 0 && dots < 3) {
      address = address * 256 + part
      part = 0
      digits = 0
      dots++
    } else return -1
  }
  return dots === 3 && digits > 0 ? address * 256 + part : -1
}

function isDigit(code: number): boolean {
  return code >= 0x30 && code <= 0x39
}

function readIpv6(text: string, bytes: Uint8Array): boolean {
  let position = 0
  let filled = 0
  let gapAt = -1
  if (text.startsWith('::')) {
    gapAt = 0
    position = 2
  }
  while (position < text.length) {
    const end = groupEnd(text, position)
    if (text.charCodeAt(end) === 0x2e) {
      if (filled > 12 || !readIpv4(text, position, bytes, filled)) return false
      filled += 4
      position = text.length
      break
    }
    const value = hexValue(text, position, end)
    if (value < 0 || filled === addressLength) return false
    bytes[filled++] = value >>> 8
    bytes[filled++] = value & 0xff
    position = end
    if (position === text.length) break
    position++
    if (position === text.length) return false
    if (text.charCodeAt(position) !== 0x3a) continue
    if (gapAt >= 0) return false
    gapAt = filled
    position++
  }
  return spreadGap(bytes, filled, gapAt)
}

/** Where the group that starts at `from` stops: at a colon, a dot, or the end. */
function groupEnd(text: string, from: number): number {
  let end = from
  while (end < text.length && text.charCodeAt(end) !== 0x3a && text.charCodeAt(end) !== 0x2e) end++
  return end
}

/** One to four hexadecimal digits; -1 for anything else. */
function hexValue(text: string, from: number, end: number): number {
  if (end === from || end - from > 4) return -1
  let value = 0
  for (let position = from; position < end; position++) {
    const code = text.charCodeAt(position)
    const lower = code | 0x20
    if (isDigit(code)) value = value * 16 + code - 0x30
    else if (lower >= 0x61 && lower <= 0x66) value = value * 16 + lower - 0x57
    else return -1
  }
  return value
}

/** `::` stands for one or more groups of zeros: moves what was read after it to the end. */
function spreadGap(bytes: Uint8Array, filled: number, gapAt: number): boolean {
  if (gapAt < 0) return filled === addressLength
  if (filled > addressLength - 2) return false
  bytes.copyWithin(addressLength - (filled - gapAt), gapAt, filled)
  bytes.fill(0, gapAt, addressLength - (filled - gapAt))
  return true
}
