import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto'

/** AES-256-GCM (NIST SP 800-38D): keys of 32 bytes, nonces of 12, tags of 16. */
const algorithm = 'aes-256-gcm'
const nonceBytes = 12
const tagBytes = 16
/** The first byte of what is sealed, so that another form can follow. */
const form = 1

export const keyBytes = 32

/** Encrypts under a fresh nonce. `context` is not stored and has to be the same at opening. */
export function seal(key: Buffer, plain: Buffer, context: Buffer): Buffer {
  const nonce = randomBytes(nonceBytes)
  const cipher = createCipheriv(algorithm, key, nonce, { authTagLength: tagBytes })
  cipher.setAAD(withForm(context))
  const body = Buffer.concat([cipher.update(plain), cipher.final()])
  return Buffer.concat([Buffer.of(form), nonce, body, cipher.getAuthTag()])
}

/** Null unless every bit of it, the key and the context are those of the sealing. */
export function unseal(key: Buffer, sealed: Buffer, context: Buffer): Buffer | null {
  if (sealed[0] !== form || sealed.length < 1 + nonceBytes + tagBytes) return null
  const nonce = sealed.subarray(1, 1 + nonceBytes)
  const decipher = createDecipheriv(algorithm, key, nonce, { authTagLength: tagBytes })
  decipher.setAAD(withForm(context))
  decipher.setAuthTag(sealed.subarray(-tagBytes))
  try {
    return Buffer.concat([decipher.update(sealed.subarray(1 + nonceBytes, -tagBytes)), decipher.final()])
  } catch {
    return null
  }
}

/** What a sealed value is bound to: its words in order, quoted, so that no two lists look alike. */
export function contextOf(...words: string[]): Buffer {
  return Buffer.from(JSON.stringify(['keyturn', ...words]), 'utf8')
}

function withForm(context: Buffer): Buffer {
  return Buffer.concat([Buffer.of(form), context])
}
