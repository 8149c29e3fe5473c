import { hash } from 'node:crypto'
import { decodeWords, idDigits } from './base32.ts'

/** An id's 128 bits as four words, most significant first: fit for tables that hold no text. */
export type IdWords = Int32Array

/** ASCII in memory: from `start` to `end`. */
export type Range = { start: number; end: number }

export const kindBytes = 4

/**
 * Reads the words of an id, of whatever kind: of its last 26 characters, five bits each. False where they are not digits
 * that make 128 bits; then the words say nothing.
 */
export function readIdWords(bytes: Uint8Array, { start, end }: Range, words: IdWords): boolean {
  return end - start >= idDigits && decodeWords(bytes, end - idDigits, words)
}

/**
 * Words that no two keys or organizations share: of an id those of `readIdWords` and its kind, which are its first four
 * characters, and of any other text a part of its SHA-256.
 */
export function readOwnerWords(bytes: Uint8Array, range: Range, words: IdWords): void {
  const { start, end } = range
  if (end - start === kindBytes + idDigits && readIdWords(bytes, range, words)) {
    words[0] = (words[0] ?? 0) ^ wordAt(bytes, start)
    return
  }
  const digest = hash('sha256', bytes.subarray(start, end), 'buffer')
  for (let index = 0; index < words.length; index++) words[index] = wordAt(digest, index * 4)
}

/** The same for a text. */
export function idWords(id: string): IdWords {
  const words = new Int32Array(4)
  const bytes = Buffer.from(id)
  readOwnerWords(bytes, { start: 0, end: bytes.length }, words)
  return words
}

export function wordAt(bytes: Uint8Array, at: number): number {
  const high = ((bytes[at] ?? 0) << 8) | (bytes[at + 1] ?? 0)
  return (high << 16) | ((bytes[at + 2] ?? 0) << 8) | (bytes[at + 3] ?? 0)
}
