import { createHash, randomBytes } from 'node:crypto'

const count = 10
/** 80 bits: too many to try against a digest, also for whoever has the database. */
const codeBytes = 10
/** Crockford's digits: none of them is taken for another one. */
const alphabet = '0123456789abcdefghjkmnpqrstvwxyz'
const groups = /.{4}/g
const shape = /^[0-9a-hjkmnp-tv-z]{16}$/

/** New codes that replace a lost second factor, each once. */
export function newRecoveryCodes(): string[] {
  const codes = new Set<string>()
  while (codes.size < count) codes.add(newCode())
  return [...codes]
}

function newCode(): string {
  let bits = BigInt(`0x${randomBytes(codeBytes).toString('hex')}`)
  let digits = ''
  for (let index = 0; index < (codeBytes * 8) / 5; index++) {
    digits += alphabet[Number(bits & 31n)]
    bits >>= 5n
  }
  return (digits.match(groups) ?? []).join('-')
}

/** What is stored of a code, in whatever spelling it comes; null where it is none. */
export function recoveryCodeDigest(code: string): Buffer | null {
  if (code.length > 64) return null
  const plain = code.toLowerCase().replaceAll(/[\s-]/g, '').replaceAll('o', '0').replaceAll(/[il]/g, '1')
  return shape.test(plain) ? createHash('sha256').update(plain).digest() : null
}

/** What is stored of new codes. */
export function recoveryCodeDigests(codes: readonly string[]): Buffer[] {
  return codes.flatMap(code => recoveryCodeDigest(code) ?? [])
}
