import { hash } from 'node:crypto'
import { generateToken, tokenStart } from '@keyturn/core'
import { newId } from '../ids/new-id.ts'
import { randomBytes } from '../ids/random-bytes.ts'
import type { SecretRow } from './key.ts'

export type NewSecret = {
  /** The full token; leaves once, in the answer, and is stored nowhere. */
  token: string
  row: SecretRow
}

/** A fresh token and the row that knows it by digest only. */
export function newSecret(key: {
  id: string
  organizationId: string
  prefix: string
  environment: string
  now: number
}): NewSecret {
  const token = generateToken({ prefix: key.prefix, environment: key.environment, randomBytes })
  return { token, row: secretOf(token, key) }
}

/** The row of a token that exists already. */
export function secretOf(token: string, key: SecretHolder): SecretRow {
  const digest = hash('sha256', token, 'buffer')
  return { ...emptySecret(key), digest, start: tokenStart(token) }
}

/** A token of which only the digest is known: nothing of it can be shown, not even how it begins. */
export function importedSecret(digest: Buffer, key: SecretHolder): { token: null; row: SecretRow } {
  return { token: null, row: { ...emptySecret(key), digest, start: '' } }
}

type SecretHolder = { id: string; organizationId: string; now: number }

function emptySecret({ id, organizationId, now }: SecretHolder): Omit<SecretRow, 'digest' | 'start'> {
  return {
    id: newId('sec', now),
    key_id: id,
    organization_id: organizationId,
    ends_at: null,
    revoked_at: null,
    created_at: now,
    ciphertext: null,
    data_key_id: null,
  }
}
