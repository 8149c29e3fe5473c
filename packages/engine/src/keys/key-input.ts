import type { RateLimit } from '@keyturn/core'
import type { Reach } from '../access/reach.ts'
import type { Endpoint } from '../apis/api.ts'
import type { CreditsInput } from '../limits/credit-balance.ts'
import type { KeyType } from '../storage/tables.ts'

/** What may be set at creation and changed later; absent members keep their value or get their default. */
export type KeySettings = {
  name?: string | undefined
  scopes?: string[] | undefined
  type?: KeyType | undefined
  /** RFC 3339, or a date: the end of that day in the organization's timezone. Null is never. */
  expiresAt?: string | null | undefined
  /** Null or absent: the policy's number for the type. */
  rotateEveryDays?: number | null | undefined
  purpose?: string | null | undefined
  usedBy?: string | null | undefined
  /** Addresses and CIDR networks; null is anywhere. */
  allowedIps?: string[] | null | undefined
  allowedEndpoints?: Endpoint[] | null | undefined
  rateLimits?: RateLimit[] | null | undefined
  credits?: CreditsInput | null | undefined
  metadata?: Record<string, unknown> | undefined
}

export type CreateKeyInput = KeySettings & {
  name: string
  apiId: string
  /** May be left out by a credential that is confined to one organization. */
  organizationId?: string | undefined
  /** Default: the API's first. */
  environment?: string | undefined
  externalId?: string | null | undefined
  /** For keys of the built-in API: what they may manage. Absent: all that their maker may. */
  reach?: Reach | undefined
}

export type UpdateKeyInput = {
  keyId: string
  ifVersion?: number | undefined
  patch: KeySettings & { enabled?: boolean | undefined }
}
