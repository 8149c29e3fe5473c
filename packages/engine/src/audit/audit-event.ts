import type { Actor } from '../access/principal.ts'

/** What was done; the names are those of the webhook events. */
export type AuditAction =
  | 'installation.created'
  | 'kek.registered'
  | 'kek.retired'
  | 'api.created'
  | 'api.updated'
  | 'api.deleted'
  | 'organization.created'
  | 'organization.updated'
  | 'organization.deleted'
  | 'member.created'
  | 'member.updated'
  | 'member.deleted'
  | 'member.invited'
  | 'member.uninvited'
  | 'key.created'
  | 'key.updated'
  | 'key.rotated'
  | 'key.revealed'
  | 'key.reveal_failed'
  | 'key.revoked'
  | 'key.deleted'

export type AuditTarget = {
  type: 'installation' | 'kek' | 'api' | 'organization' | 'member' | 'invitation' | 'key'
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

export type AuditEventView = Omit<AuditBody, 'version' | 'detailsDigest' | 'mark'> & {
  /** Null after the organization was erased. */
  details: Record<string, unknown> | null
  /** Lower-case hex; the chain's head when the event is its last. */
  hash: string
}

export const installationChain = 'installation'
