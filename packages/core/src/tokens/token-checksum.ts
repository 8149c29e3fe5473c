export const base62 = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz'

export const checksumLength = 6

const crcTable = Int32Array.from({ length: 256 }, (_, byte) => {
  let remainder = byte
  for (let bit = 0; bit < 8; bit++) {
    remainder = remainder & 1 ? (remainder >>> 1) ^ 0xedb88320 : remainder >>> 1
  }
  return remainder
})

/**
 * The six characters that end a token: CRC-32 (IEEE 802.3, as in zlib) of the ASCII bytes before them, in
 * base62, most significant digit first. It tells a typo from an unknown token and proves nothing else.
 */
export function tokenChecksum(head: string): string {
  let crc = -1
  for (let index = 0; index < head.length; index++) {
    crc = (crcTable[(crc ^ head.charCodeAt(index)) & 0xff] ?? 0) ^ (crc >>> 8)
  }
  let rest = ~crc >>> 0
  let digits = ''
  for (let place = 0; place < checksumLength; place++) {
    digits = base62.charAt(rest % 62) + digits
    rest = Math.floor(rest / 62)
  }
  return digits
}
