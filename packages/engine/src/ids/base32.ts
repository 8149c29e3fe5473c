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

/** Two digits by their ten bits: the code of the first, and above it that of the second. */
const pairCodes = Uint16Array.from(
  { length: 1_024 },
  (_, bits) => alphabet.charCodeAt(bits >>> 5) | (alphabet.charCodeAt(bits & 31) << 8),
)

export const idDigits = 26
export const idBytes = 16

/**
 * The same of the 16 bytes that begin at `from`, as ASCII, from `at` on in memory. The first byte makes two digits, and
 * five bytes each eight.
 */
export function writeBase32(bytes: Uint8Array, target: Uint8Array, at: number, from = 0): void {
  writePair(target, at, bytes[from] ?? 0)
  let to = at + 2
  for (let index = from + 1; index < from + idBytes; index += 5) {
    const middle = bytes[index + 2] ?? 0
    const high = ((bytes[index] ?? 0) << 12) | ((bytes[index + 1] ?? 0) << 4) | (middle >>> 4)
    const low = ((middle & 15) << 16) | ((bytes[index + 3] ?? 0) << 8) | (bytes[index + 4] ?? 0)
    writePair(target, to, high >>> 10)
    writePair(target, to + 2, high & 1_023)
    writePair(target, to + 4, low >>> 10)
    writePair(target, to + 6, low & 1_023)
    to += 8
  }
}

function writePair(target: Uint8Array, at: number, bits: number): void {
  const codes = pairCodes[bits] ?? 0
  target[at] = codes
  target[at + 1] = codes >>> 8
}

/** The 48-bit time at the front of an encoded UUIDv7, in milliseconds UTC. */
export function decodeTime(text: string): number {
  let value = 0
  for (let i = 0; i < 10; i++) value = value * 32 + (digitValues[text.charCodeAt(i)] ?? 0)
  return value
}

/** What a character counts as a digit; -1 says that it is none. */
const strictValues = new Int8Array(256).fill(-1)
for (const [value, digit] of [...alphabet].entries()) strictValues[digit.charCodeAt(0)] = value

const digits = new Uint8Array(idDigits)

/** Writes the 16 bytes that 26 digits from `start` of a text stand for; false, with nothing of use written, where they do not. */
export function decodeBase32(text: string, start: number, target: Uint8Array, offset: number): boolean {
  if (text.length < start + idDigits) return false
  for (let index = 0; index < idDigits; index++) {
    const unit = text.charCodeAt(start + index)
    digits[index] = unit > 0x7f ? 0 : unit
  }
  return decodeAscii(digits, 0, target, offset)
}

/** The same of ASCII in memory. Two digits make the first byte, and eight digits five bytes each. */
export function decodeAscii(source: Uint8Array, start: number, target: Uint8Array, offset: number): boolean {
  const first = (valueAt(source, start) << 5) | valueAt(source, start + 1)
  let seen = first > 0xff ? -1 : first
  target[offset] = first
  let to = offset + 1
  for (let at = start + 2; at < start + idDigits; at += 8) {
    const high = twentyBits(source, at)
    const low = twentyBits(source, at + 4)
    seen |= high | low
    target[to++] = high >>> 12
    target[to++] = high >>> 4
    target[to++] = (high << 4) | (low >>> 16)
    target[to++] = low >>> 8
    target[to++] = low
  }
  return seen >= 0
}

/** The 128 bits of 26 digits as four words, most significant first; false, and the words say nothing, where they are none. */
export function decodeWords(source: Uint8Array, start: number, words: Int32Array): boolean {
  const first = (valueAt(source, start) << 5) | valueAt(source, start + 1)
  const high1 = twentyBits(source, start + 2)
  const low1 = twentyBits(source, start + 6)
  const high2 = twentyBits(source, start + 10)
  const low2 = twentyBits(source, start + 14)
  const high3 = twentyBits(source, start + 18)
  const low3 = twentyBits(source, start + 22)
  words[0] = (first << 24) | (high1 << 4) | (low1 >>> 16)
  words[1] = (low1 << 16) | (high2 >>> 4)
  words[2] = (high2 << 28) | (low2 << 8) | (high3 >>> 12)
  words[3] = (high3 << 20) | low3
  return first <= 0xff && (first | high1 | low1 | high2 | low2 | high3 | low3) >= 0
}

/** Four digits; below 0 where one of them is none. */
function twentyBits(source: Uint8Array, at: number): number {
  const left = (valueAt(source, at) << 15) | (valueAt(source, at + 1) << 10)
  return left | (valueAt(source, at + 2) << 5) | valueAt(source, at + 3)
}

function valueAt(source: Uint8Array, at: number): number {
  return strictValues[source[at] ?? 0] ?? -1
}
