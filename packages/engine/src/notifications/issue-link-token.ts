import { createHash } from 'node:crypto'
import { newId } from '../ids/new-id.ts'
import { randomBytes } from '../ids/random-bytes.ts'
import type { OneTimePurpose } from '../storage/identity-tables.ts'
import type { Storage } from '../storage/storage.ts'
import { insertOneTimeToken } from '../users/one-time-token-queries.ts'

/** 256 bits, as 43 characters that need no escaping in an address. */
const tokenBytes = 32

export type LinkToken = {
  purpose: Extract<OneTimePurpose, 'invitation' | 'password_reset'>
  userId?: string
  invitationId?: string
  /** The address that it is sent to, and that holding it proves. */
  email: string
  now: number
  expiresAt: number
}

/**
 * Makes what a link opens with at the moment of its sending; the database keeps its digest. A letter that is sent again
 * has another one, and the one before is good as well: nobody knows which of them arrived.
 */
export async function issueLinkToken(
  storage: Storage,
  { purpose, userId, invitationId, email, now, expiresAt }: LinkToken,
): Promise<string> {
  const token = randomBytes(tokenBytes).toString('base64url')
  const digest = createHash('sha256').update(token, 'utf8').digest()
  await storage.transaction(tx =>
    insertOneTimeToken(tx, {
      id: newId('ott', now),
      purpose,
      digest,
      user_id: userId ?? null,
      invitation_id: invitationId ?? null,
      email,
      expires_at: expiresAt,
      created_at: now,
    }),
  )
  return token
}
