import type { RateLimit } from '@keyturn/core'
import type { Selectable } from 'kysely'
import type { Actor } from '../access/principal.ts'
import type { Reach } from '../access/reach.ts'
import type { Endpoint } from '../apis/api.ts'
import type { CreditsView } from '../limits/credit-balance.ts'
import type { KeyTable, KeyType, SecretTable } from '../storage/tables.ts'

export type KeyRow = Selectable<KeyTable>
export type SecretRow = Selectable<SecretTable>

/** By precedence: the first that applies. */
export type KeyStatus = 'revoked' | 'disabled' | 'expired' | 'rotating' | 'active'

/** The old secret of a key during a rotation with overlap. */
export type RetiringSecret = { start: string; endsAt: string }

/** A key as it leaves: everything but its tokens. Instants are RFC 3339 UTC. */
export type KeyView = {
  id: string
  apiId: string
  organizationId: string
  name: string
  start: string
  environment: string
  type: KeyType
  status: KeyStatus
  enabled: boolean
  scopes: string[]
  purpose: string | null
  usedBy: string | null
  expiresAt: string | null
  rotateEveryDays: number | null
  rotateBy: string | null
  allowedIps: string[] | null
  allowedEndpoints: Endpoint[] | null
  rateLimits: RateLimit[]
  credits: CreditsView | null
  metadata: Record<string, unknown>
  externalId: string | null
  createdAt: string
  createdBy: Actor
  /** Whether a person made it who has left since. */
  makerLeft: boolean
  lastUsedAt: string | null
  revokedAt: string | null
  revokeReason: string | null
  retiring: RetiringSecret | null
  /** Of management keys only: what they may manage. */
  reach?: Reach
}

/** How many secrets of a key work at once, at most: the new one and the one that retires. */
export const activeSecretsMax = 2

/** Milliseconds in a day. */
export const dayMs = 86_400_000

/** Whether a secret has ended by now. */
export function isEnded(secret: Pick<SecretRow, 'ends_at' | 'revoked_at'>, now: number): boolean {
  return secret.revoked_at !== null || (secret.ends_at !== null && secret.ends_at <= now)
}

/** Whether a secret has a dated end, and nobody has ended it before. Says nothing of whether the date has come. */
export function isRetiring(secret: Pick<SecretRow, 'ends_at' | 'revoked_at'>): boolean {
  return secret.ends_at !== null && secret.revoked_at === null
}

/** The secrets that work now, the newest first. */
export function activeSecrets(secrets: readonly SecretRow[], now: number): SecretRow[] {
  return newestFirst(secrets).filter(secret => !isEnded(secret, now))
}

/** One whose end nobody dated comes first: ids of two nodes whose clocks differ do not tell which is newer. */
export function newestFirst(secrets: readonly SecretRow[]): SecretRow[] {
  const isOpen = (secret: SecretRow): boolean => secret.ends_at === null && secret.revoked_at === null
  return secrets.toSorted((a, b) => Number(isOpen(b)) - Number(isOpen(a)) || (a.id < b.id ? 1 : -1))
}

export function keyStatus(row: KeyRow, secrets: readonly SecretRow[], now: number): KeyStatus {
  if (row.revoked_at !== null) return 'revoked'
  if (row.enabled === 0) return 'disabled'
  if (row.expires_at !== null && row.expires_at <= now) return 'expired'
  return activeSecrets(secrets, now).length > 1 ? 'rotating' : 'active'
}

/** What takes the place of a key where an API allows one per organization; null where many are allowed. */
export function soleSlot(key: { apiId: string; organizationId: string; environment: string }): string {
  return `${key.apiId} ${key.organizationId} ${key.environment}`
}
