export const alphabet = '0123456789abcdefghjkmnpqrstvwxyz'

/** What a digit counts, by its character code. */
const digitValues = new Uint8Array(128)
for (const [value, digit] of [...alphabet].entries()) digitValues[digit.charCodeAt(0)] = value

/** 128 bits as 26 digits of lower-case Crockford base32, most significant first; the first digit is 0 to 7. */
export function encodeBase32(bytes: Uint8Array): string {
  let text = ''
  let buffer = 0
  let bits = 2
  for (const byte of bytes) {
    buffer = (buffer << 8) | byte
    bits += 8
    while (bits >= 5) {
      bits -= 5
      text += alphabet[(buffer >>> bits) & 31]
    }
    buffer &= (1 << bits) - 1
  }
  return text
}

/** The 48-bit time at the front of an encoded UUIDv7, in milliseconds UTC. */
export function decodeTime(text: string): number {
  let value = 0
  for (let i = 0; i < 10; i++) value = value * 32 + (digitValues[text.charCodeAt(i)] ?? 0)
  return value
}

/** What a character counts as a digit; the top bit says that it is none. */
const strictValues = new Uint8Array(128).fill(0x80)
for (const [value, digit] of [...alphabet].entries()) strictValues[digit.charCodeAt(0)] = value

/** Writes the 16 bytes that 26 digits from `start` of a text stand for; false, with nothing of use written, where they do not. */
export function decodeBase32(text: string, start: number, target: Uint8Array, offset: number): boolean {
  let buffer = strictValues[text.charCodeAt(start)] ?? 0x80
  let seen = buffer > 7 ? 0x80 : 0
  let bits = 3
  let at = offset
  for (let i = start + 1; i < start + 26; i++) {
    const value = strictValues[text.charCodeAt(i)] ?? 0x80
    seen |= value
    buffer = (buffer << 5) | value
    bits += 5
    if (bits < 8) continue
    bits -= 8
    target[at++] = (buffer >>> bits) & 0xff
    buffer &= (1 << bits) - 1
  }
  return seen < 0x80 && text.length >= start + 26
}
