import { toInstant } from '../clock/clock.ts'
import type { Context } from '../mutate/context.ts'
import { findOneTimeToken } from '../users/one-time-token-queries.ts'
import { findUserByEmail } from '../users/user-queries.ts'
import { loadOpenInvitation } from './open-invitation.ts'

/** What whoever holds the link is shown before they accept. */
export type InvitationPreview = {
  organizationName: string
  email: string
  /** Whether the address has an account: then its holder signs in and joins, instead of making one. */
  hasAccount: boolean
  expiresAt: string
}

/** @throws EngineError `not_found` for a link that opens nothing, or no longer. */
export async function previewInvitation(
  { storage, clock }: Pick<Context, 'storage' | 'clock'>,
  { digest }: { digest: Buffer },
): Promise<InvitationPreview> {
  const now = clock.now()
  const token = await findOneTimeToken(storage.lookups, { purpose: 'invitation', digest, now })
  const { invitation, organization } = await loadOpenInvitation(storage.lookups, token, { now })
  const { email, expires_at } = invitation
  const hasAccount = (await findUserByEmail(storage.lookups, email)) !== undefined
  return { organizationName: organization.name, email, hasAccount, expiresAt: toInstant(expires_at) }
}
