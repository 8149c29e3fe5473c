import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto'

/**
 * AES-256-GCM (NIST SP 800-38D) with a random 96-bit nonce: nonce, tag, ciphertext. `owner` is authenticated, so that a
 * sealed text which was copied to another organization's row cannot be opened there.
 */
const algorithm = 'aes-256-gcm'
const nonceBytes = 12
const tagBytes = 16

export function sealText(key: Buffer, owner: string, text: string): Buffer {
  const nonce = randomBytes(nonceBytes)
  const cipher = createCipheriv(algorithm, key, nonce).setAAD(Buffer.from(owner))
  const sealed = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()])
  return Buffer.concat([nonce, cipher.getAuthTag(), sealed])
}

/** Throws where key, owner or bytes are not those of the sealing. */
export function openText(key: Buffer, owner: string, sealed: Buffer): string {
  const decipher = createDecipheriv(algorithm, key, sealed.subarray(0, nonceBytes))
  decipher.setAAD(Buffer.from(owner)).setAuthTag(sealed.subarray(nonceBytes, nonceBytes + tagBytes))
  const opened = decipher.update(sealed.subarray(nonceBytes + tagBytes))
  return Buffer.concat([opened, decipher.final()]).toString('utf8')
}
