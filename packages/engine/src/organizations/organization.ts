import { parseScopeWord, type RateLimit } from '@keyturn/core'
import type { Selectable } from 'kysely'
import { isTimezone } from '../clock/zoned-day.ts'
import type { FieldError } from '../errors/engine-error.ts'
import { type CreditsInput, creditFaults } from '../limits/credit-balance.ts'
import type { KeyType, OrganizationTable } from '../storage/tables.ts'

export type OrganizationRow = Selectable<OrganizationTable>

/** From one time of day to another, in the organization's timezone; past midnight where `to` is the earlier one. */
export type BusinessHours = { days: string[]; from: string; to: string }

/** What an organization asks of its keys beyond the API's policy; it can only tighten. */
export type OrganizationKeyPolicy = {
  rotation?: { [type in KeyType]?: number | undefined } | undefined
  maxLifetimeDays?: number | null | undefined
  requireExpiry?: boolean | undefined
  /** A key that never expires has to say why in its purpose. */
  requirePurposeWithoutExpiry?: boolean | undefined
  requireAllowedIps?: boolean | undefined
  requireMfa?: boolean | undefined
}

/** What may be set; absent members keep their value or get their default. */
export type OrganizationInput = {
  name?: string | undefined
  externalId?: string | null | undefined
  scopeCeiling?: string[] | null | undefined
  timezone?: string | undefined
  businessHours?: BusinessHours | null | undefined
  suspended?: boolean | undefined
  keyPolicy?: OrganizationKeyPolicy | undefined
  rateLimits?: RateLimit[] | null | undefined
  credits?: CreditsInput | null | undefined
}

/** The faults of settings that are well-formed; pointers into the request's body. */
export function organizationFaults(input: OrganizationInput): FieldError[] {
  const faults: FieldError[] = []
  if (input.timezone !== undefined && !isTimezone(input.timezone)) {
    faults.push({
      pointer: '/timezone',
      message: `${input.timezone} is no IANA timezone such as Europe/Berlin.`,
    })
  }
  for (const [index, word] of (input.scopeCeiling ?? []).entries()) {
    if (parseScopeWord(word)) continue
    const message = 'A ceiling consists of scope words such as leads:read, leads:*, *:read or *.'
    faults.push({ pointer: `/scopeCeiling/${index}`, message })
  }
  if (input.businessHours) faults.push(...businessHourFaults(input.businessHours))
  if (input.credits) faults.push(...creditFaults(input.credits, '/credits'))
  return faults
}

function businessHourFaults({ days, from, to }: BusinessHours): FieldError[] {
  const faults: FieldError[] = days.flatMap((day, index) =>
    days.indexOf(day) === index
      ? []
      : [{ pointer: `/businessHours/days/${index}`, message: `${day} is listed twice.` }],
  )
  if (from === to) {
    const message = 'Business hours that end when they begin are none. Give another time, or null for none.'
    faults.push({ pointer: '/businessHours/to', message })
  }
  return faults
}
