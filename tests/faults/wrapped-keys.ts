import { createCipheriv, createDecipheriv, createHash, randomBytes } from 'node:crypto'
import { readFileSync } from 'node:fs'

/** A KEK of a file, which wraps data keys as the guide on recoverable keys tells: written here a second time. */
export type FileKek = { id: string; key: Buffer }

type Ids = { id: string; organizationId: string }

const form = Buffer.of(1)
const nonceBytes = 12
const tagBytes = 16

export function readKeks(kekFile: string): FileKek[] {
  const lines = readFileSync(kekFile, 'utf8').split('\n')
  return lines.flatMap(line => {
    const [, body = ''] = /^kek_([\w-]{43})[0-9a-f]{8}$/.exec(line) ?? []
    if (body === '') return []
    const key = Buffer.from(body, 'base64url')
    const digest = createHash('sha256').update('keyturn kek id\0').update(key).digest('hex')
    return [{ id: `kek_${digest.slice(0, 16)}`, key }]
  })
}

/** A data key of its own under a KEK. */
export function wrapDataKey({ key }: FileKek, ids: Ids): Buffer {
  const nonce = randomBytes(nonceBytes)
  const cipher = createCipheriv('aes-256-gcm', key, nonce)
  cipher.setAAD(contextOf(ids))
  return Buffer.concat([form, nonce, cipher.update(randomBytes(32)), cipher.final(), cipher.getAuthTag()])
}

export function opens({ key }: FileKek, ids: Ids, wrapped: Buffer): boolean {
  const decipher = createDecipheriv('aes-256-gcm', key, wrapped.subarray(1, 1 + nonceBytes))
  decipher.setAAD(contextOf(ids))
  decipher.setAuthTag(wrapped.subarray(-tagBytes))
  decipher.update(wrapped.subarray(1 + nonceBytes, -tagBytes))
  try {
    decipher.final()
    return true
  } catch {
    return false
  }
}

function contextOf({ id, organizationId }: Ids): Buffer {
  return Buffer.concat([form, Buffer.from(JSON.stringify(['keyturn', 'data key', organizationId, id]))])
}
