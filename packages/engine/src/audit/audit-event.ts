import type { Actor } from '../access/principal.ts'

/** What was done; the names are those of the webhook events. */
export type AuditAction =
  | 'installation.created'
  | 'kek.registered'
  | 'kek.retired'
  | 'kek.forgotten'
  | 'api.created'
  | 'api.updated'
  | 'api.deleted'
  | 'organization.created'
  | 'organization.updated'
  | 'organization.deleted'
  | 'audit.details_erased'
  | 'member.created'
  | 'member.updated'
  | 'member.deleted'
  | 'member.invited'
  | 'member.joined'
  | 'member.uninvited'
  | 'user.created'
  | 'user.updated'
  | 'user.password_changed'
  | 'user.disabled'
  | 'user.enabled'
  | 'user.totp_added'
  | 'user.totp_removed'
  | 'user.recovery_codes_replaced'
  | 'user.recovery_code_used'
  | 'user.passkey_added'
  | 'user.passkey_renamed'
  | 'user.passkey_removed'
  | 'user.passkey_cloned'
  | 'user.identity_linked'
  | 'user.identity_unlinked'
  | 'operator.created'
  | 'operator.updated'
  | 'operator.deleted'
  | 'operator.recovered'
  | 'session.started'
  | 'session.proven'
  | 'session.switched'
  | 'session.ended'
  | 'identity_provider.created'
  | 'identity_provider.updated'
  | 'identity_provider.deleted'
  | 'key.created'
  | 'key.updated'
  | 'key.rotated'
  | 'key.revealed'
  | 'key.reveal_failed'
  | 'key.revoked'
  | 'key.deleted'
  | 'reset_request.created'
  | 'reset_request.approved'
  | 'reset_request.declined'
  | 'reset_request.withdrawn'
  | 'access_request.created'
  | 'access_request.approved'
  | 'access_request.declined'
  | 'access_request.withdrawn'
  | 'portal_session.created'
  | 'portal_session.started'
  | 'portal_session.ended'

export type AuditTarget = {
  type:
    | 'installation'
    | 'kek'
    | 'api'
    | 'organization'
    | 'member'
    | 'invitation'
    | 'identity_provider'
    | 'user'
    | 'session'
    | 'portal_session'
    | 'key'
  id: string
  name: string
}

/** What a verb says about what it did; who, when and from where are added by `mutate`. Never holds a secret. */
export type AuditDraft = {
  action: AuditAction
  /** The chain that it belongs to; null is the installation's. */
  organizationId: string | null
  target: AuditTarget
  details: Record<string, unknown>
}

/** Who did it and from where. */
export type AuditOrigin = {
  actor: Actor
  requestId: string | null
  ip: string | null
  userAgent: string | null
}

/** A person as they were known when they did something. */
export type AuditPerson = { name: string | null; email: string | null }

/** The hashed part of an event. Details are bound to it by a digest, and can be erased without breaking the chain. */
export type AuditBody = {
  version: 1
  chainId: string
  sequence: number
  id: string
  at: string
  action: AuditAction
  organizationId: string | null
  target: AuditTarget
  actor: Actor
  requestId: string | null
  ip: string | null
  userAgent: string | null
  /** Where the change stands in the change feed; null when no verdict depends on it. */
  mark: string | null
  /** Lower-case hex of SHA-256(salt ‖ details). */
  detailsDigest: string
}

export type AuditEventView = Omit<AuditBody, 'version' | 'detailsDigest' | 'mark' | 'actor'> & {
  /** Of people name and address as of that time, until the details are erased. */
  actor: Actor & { email: string | null }
  /** Null after they were erased. */
  details: Record<string, unknown> | null
  /** Lower-case hex; the chain's head when the event is its last. */
  hash: string
}

export const installationChain = 'installation'

/** What an event says after which the details of all events before it in its chain may be gone. */
export const detailsErased = 'audit.details_erased' satisfies AuditAction
