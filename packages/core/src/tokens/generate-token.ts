import { environmentPattern, tokenPrefixPattern } from './parse-token.ts'
import { base62, tokenChecksum } from './token-checksum.ts'

export type GenerateTokenInput = {
  prefix: string
  environment: string
  /** A cryptographically secure source. Called with the number of bytes wanted. */
  randomBytes: (count: number) => Uint8Array
}

const randomLength = 26
/** 248 is the largest multiple of 62 below 256; bytes from there on would favour the first 8 characters. */
const acceptedBelow = 248
const bytesPerRound = 32
/** A sound source needs a second round once in a thousand tokens, and a tenth never. */
const roundsMax = 10

/**
 * Makes a new token with 26 random base62 characters (154 bits).
 * Throws `RangeError` for a malformed prefix or environment and `Error` when the random source fails; no
 * token is made from fewer random bytes than asked for.
 */
export function generateToken(input: GenerateTokenInput): string {
  if (!tokenPrefixPattern.test(input.prefix)) throw new RangeError('Malformed token prefix.')
  if (!environmentPattern.test(input.environment)) throw new RangeError('Malformed environment.')
  let characters = ''
  for (let round = 0; characters.length < randomLength; round++) {
    if (round === roundsMax) throw new Error('The random source does not yield usable bytes.')
    const bytes = input.randomBytes(bytesPerRound)
    if (bytes.length !== bytesPerRound) throw new Error('The random source returned too few bytes.')
    for (const byte of bytes) {
      if (byte < acceptedBelow && characters.length < randomLength) characters += base62.charAt(byte % 62)
    }
  }
  const head = `${input.prefix}_${input.environment}_${characters}`
  return head + tokenChecksum(head)
}
