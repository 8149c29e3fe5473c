import type { RateLimit } from '@keyturn/core'
import { withVersion } from '../access/versioned.ts'
import { toInstant, toInstantOrNull } from '../clock/clock.ts'
import { type CreditBalanceRow, type CreditsView, toCreditsView } from '../limits/credit-balance.ts'
import { isListOf, isStoredObject, isText, StoredMembers } from '../storage/stored-members.ts'
import type { BusinessHours, OrganizationKeyPolicy, OrganizationRow } from './organization.ts'

/** What is set for an organization, its balance apart. */
export type OrganizationSettings = {
  id: string
  name: string
  externalId: string | null
  scopeCeiling: string[] | null
  timezone: string
  businessHours: BusinessHours | null
  suspended: boolean
  keyPolicy: OrganizationKeyPolicy & Record<string, unknown>
  rateLimits: RateLimit[]
  createdAt: string
  updatedAt: string
  /** Settings that other hands left in a form that nobody can read; present only then. Setting them mends it. */
  unreadable?: string[]
}

/** An organization as it leaves. */
export type OrganizationView = OrganizationSettings & { credits: CreditsView | null }

/** `now` in milliseconds UTC decides whether a refill of the balance is counted in. */
export function toOrganizationView(
  row: OrganizationRow,
  { balance, now }: { balance: CreditBalanceRow | undefined; now: number },
): OrganizationView {
  const credits = balance ? toCreditsView(balance, now) : null
  return withVersion({ ...toOrganizationSettings(row), credits }, row.version)
}

/** A ceiling that cannot be read is shown as what verdicts make of it: nothing is allowed. */
export function toOrganizationSettings(row: OrganizationRow): OrganizationSettings {
  const stored = new StoredMembers()
  const settings: OrganizationSettings = {
    id: row.id,
    name: row.name,
    externalId: row.external_id,
    scopeCeiling: stored.readNullable('scopeCeiling', row.scope_ceiling, words),
    timezone: row.timezone,
    businessHours: stored.readNullable('businessHours', row.business_hours, hours),
    suspended: row.suspended === 1,
    keyPolicy: stored.read('keyPolicy', row.key_policy, { isReadable: isKeyPolicy, otherwise: {} }),
    rateLimits: stored.read('rateLimits', row.rate_limits, limits),
    createdAt: toInstantOrNull(row.created_at) ?? toInstant(0),
    updatedAt: toInstantOrNull(row.updated_at) ?? toInstant(0),
  }
  if (stored.unreadable.length > 0) settings.unreadable = stored.unreadable
  return settings
}

const words = { isReadable: isListOf(isText), otherwise: [] }
const limits = { isReadable: isListOf(isRateLimit), otherwise: [] }
const hours = { isReadable: isBusinessHours, otherwise: { days: [], from: '00:00', to: '00:00' } }

function isRateLimit(value: unknown): value is RateLimit {
  return (
    isStoredObject(value) &&
    isText(value['name']) &&
    isPositive(value['limit']) &&
    isPositive(value['windowSeconds'])
  )
}

function isBusinessHours(value: unknown): value is BusinessHours {
  return (
    isStoredObject(value) && isListOf(isText)(value['days']) && isText(value['from']) && isText(value['to'])
  )
}

function isKeyPolicy(value: unknown): value is OrganizationKeyPolicy & Record<string, unknown> {
  if (!isStoredObject(value)) return false
  const { rotation = {}, maxLifetimeDays = null } = value
  const flags = [
    value['requireExpiry'],
    value['requirePurposeWithoutExpiry'],
    value['requireAllowedIps'],
    value['requireMfa'],
  ]
  return (
    isStoredObject(rotation) &&
    Object.values(rotation).every(isPositive) &&
    (maxLifetimeDays === null || isPositive(maxLifetimeDays)) &&
    flags.every(flag => flag === undefined || typeof flag === 'boolean')
  )
}

function isPositive(value: unknown): value is number {
  return typeof value === 'number' && Number.isSafeInteger(value) && value > 0
}
