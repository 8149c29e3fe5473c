import { withVersion } from '../access/versioned.ts'
import { toInstant, toInstantOrNull } from '../clock/clock.ts'
import { type CreditBalanceRow, toCreditsView } from '../limits/credit-balance.ts'
import { readJson, readList, readRestriction } from '../storage/read-json.ts'
import {
  activeSecrets,
  type KeyRow,
  type KeyView,
  keyStatus,
  newestFirst,
  type RetiringSecret,
  type SecretRow,
} from './key.ts'

export type KeyParts = {
  row: KeyRow
  secrets: readonly SecretRow[]
  balance: CreditBalanceRow | undefined
  /** Milliseconds UTC. */
  lastUsedAt: number | null
  makerLeft: boolean
}

/** A key as it leaves; `now` in milliseconds UTC decides its status. */
export function toKeyView({ row, secrets, balance, lastUsedAt, makerLeft }: KeyParts, now: number): KeyView {
  const view: KeyView = {
    id: row.id,
    apiId: row.api_id,
    organizationId: row.organization_id,
    name: row.name,
    start: newestFirst(secrets)[0]?.start ?? '',
    environment: row.environment,
    type: row.type,
    status: keyStatus(row, secrets, now),
    enabled: row.enabled === 1,
    scopes: readList(row.scopes, []),
    purpose: row.purpose,
    usedBy: row.used_by,
    expiresAt: toInstantOrNull(row.expires_at),
    rotateEveryDays: row.rotate_every_days,
    rotateBy: toInstantOrNull(row.rotate_by),
    allowedIps: readRestriction(row.allowed_ips),
    allowedEndpoints: readRestriction(row.allowed_endpoints),
    rateLimits: readList(row.rate_limits, []),
    credits: balance ? toCreditsView(balance, now) : null,
    metadata: readJson(row.metadata, {}),
    externalId: row.external_id,
    createdAt: toInstant(row.created_at),
    createdBy: readJson(row.created_by, { type: 'system', id: 'unknown', name: 'Unknown' }),
    makerLeft,
    lastUsedAt: toInstantOrNull(lastUsedAt),
    revokedAt: toInstantOrNull(row.revoked_at),
    revokeReason: row.revoked_reason,
    retiring: retiringOf(secrets, now),
  }
  if (isManagementKey(view))
    view.reach = { organizationId: row.reach_organization_id, apiId: row.reach_api_id }
  return withVersion(view, row.version)
}

/** The prefix `kt` is reserved for the built-in API. */
function isManagementKey(view: KeyView): boolean {
  return view.start.startsWith('kt_')
}

function retiringOf(secrets: readonly SecretRow[], now: number): RetiringSecret | null {
  const retiring = activeSecrets(secrets, now)[1]
  if (!retiring || retiring.ends_at === null) return null
  return { start: retiring.start, endsAt: toInstant(retiring.ends_at) }
}
