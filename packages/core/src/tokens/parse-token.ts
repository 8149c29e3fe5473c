import { checksumLength, tokenChecksum } from './token-checksum.ts'

/** What the readable part of a token says. */
export type TokenParts = { prefix: string; environment: string }

/** The first word of an API's tokens: 2 to 12 of a-z and 0-9. */
export const tokenPrefixPattern = /^[a-z0-9]{2,12}$/

/** The second word of a token: 1 to 16 of a-z and 0-9, starting with a letter. */
export const environmentPattern = /^[a-z][a-z0-9]{0,15}$/

const tokenPattern = /^([a-z0-9]{2,12})_([a-z][a-z0-9]{0,15})_[0-9A-Za-z]{32}$/

const tokenLengthMax = 12 + 1 + 16 + 1 + 32

/** Reads a token of Keyturn's own shape; null unless both the shape and the checksum are right. */
export function parseToken(text: string): TokenParts | null {
  if (text.length > tokenLengthMax) return null
  const match = tokenPattern.exec(text)
  const prefix = match?.[1]
  const environment = match?.[2]
  if (prefix === undefined || environment === undefined) return null
  const head = text.slice(0, -checksumLength)
  return tokenChecksum(head) === text.slice(-checksumLength) ? { prefix, environment } : null
}

const presentablePattern = /^[\x21-\x7e]{16,512}$/

/** Whether a text can be a token at all, imported shapes included: 16 to 512 printable ASCII characters. */
export function isPresentableToken(text: string): boolean {
  return presentablePattern.test(text)
}
