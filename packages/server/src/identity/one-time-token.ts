import { createHash, randomBytes } from 'node:crypto'

/** What a link carries once: 256 bits for whoever gets it, and their SHA-256 for the database. */
export function newOneTimeToken(): { token: string; digest: Buffer } {
  const token = randomBytes(32).toString('base64url')
  return { token, digest: oneTimeDigest(token) }
}

export function oneTimeDigest(token: string): Buffer {
  return createHash('sha256').update(token, 'utf8').digest()
}
