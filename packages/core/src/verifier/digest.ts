/** A SHA-256 digest is handled as eight 32-bit words, big end first. */
const digestLength = 32
export const digestWords = 8

/** Many digests side by side: eight words each, which say nothing where `present` is 0. */
export type Digests = { readonly count: number; readonly words: Int32Array; readonly present: Uint8Array }

/** Reads a digest in bytes; false when it has not 32 of them. */
export function readDigestBytes(digest: Uint8Array, words: Int32Array): boolean {
  if (digest.length !== digestLength) return false
  for (let word = 0; word < digestWords; word++) {
    const at = word * 4
    words[word] = (digest[at]! << 24) | (digest[at + 1]! << 16) | (digest[at + 2]! << 8) | digest[at + 3]!
  }
  return true
}

/** Reads a digest as `crypto.hash('sha256', token, 'binary')` gives it to `offset`; false when it is no such string. */
export function readDigestText(digest: string, words: Int32Array, offset = 0): boolean {
  if (digest.length !== digestLength) return false
  let seen = 0
  for (let word = 0; word < digestWords; word++) {
    const at = word * 4
    const first = digest.charCodeAt(at)
    const second = digest.charCodeAt(at + 1)
    const third = digest.charCodeAt(at + 2)
    const fourth = digest.charCodeAt(at + 3)
    seen |= first | second | third | fourth
    words[offset + word] = (first << 24) | (second << 16) | (third << 8) | fourth
  }
  return seen <= 0xff
}

/**
 * Where a digest belongs inside its segment. Digests can be imported, so whoever imports could choose 100,000
 * that share their leading bytes; multiply-shift over all half-words with secret multipliers (Dietzfelbinger
 * 1996) keeps their slots apart whatever was chosen.
 */
export class SlotHash {
  readonly #multipliers: Int32Array

  /** 17 secret words; see `slotHashSeedWords`. */
  constructor(seed: Int32Array) {
    if (seed.length !== slotHashSeedWords) throw new RangeError(`The seed has ${slotHashSeedWords} words.`)
    this.#multipliers = seed.slice()
  }

  /** Unsigned 32 bits; the leading ones are the good ones. `words` holds a digest from `at` on. */
  of(words: Int32Array, at: number): number {
    const multipliers = this.#multipliers
    let sum = multipliers[16]!
    for (let word = 0; word < digestWords; word++) {
      const value = words[at + word]!
      sum = (sum + Math.imul(value & 0xffff, multipliers[word * 2]!)) | 0
      sum = (sum + Math.imul(value >>> 16, multipliers[word * 2 + 1]!)) | 0
    }
    return sum >>> 0
  }
}

export const slotHashSeedWords = 17
