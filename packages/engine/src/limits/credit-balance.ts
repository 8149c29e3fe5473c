import type { Selectable } from 'kysely'
import { isTimezone } from '../clock/zoned-day.ts'
import type { FieldError } from '../errors/engine-error.ts'
import type { CreditBalanceTable, RefillPeriod } from '../storage/tables.ts'
import { nextRefill, settle } from './refill.ts'

export type CreditBalanceRow = Selectable<CreditBalanceTable>

/** Credits as they are given: each refill sets the balance to `amount` at the start of a day, week or month. */
export type CreditsInput = {
  remaining: number
  refill?: RefillInput | null | undefined
}

export type RefillInput = {
  amount: number
  every: RefillPeriod
  /** IANA name; the organization's when absent. */
  timezone?: string | undefined
}

export type CreditsView = {
  remaining: number
  refill: { amount: number; every: RefillPeriod; timezone: string } | null
}

/** More than anybody sells, and far from where numbers lose their units. */
const creditsMax = 1e12

const periods: readonly string[] = ['day', 'week', 'month'] satisfies RefillPeriod[]

/** What is wrong with credits, with pointers below `pointer` (`/credits`). */
export function creditFaults(input: CreditsInput, pointer: string): FieldError[] {
  const refill = input.refill ?? null
  const faults = amountFaults(input.remaining, `${pointer}/remaining`)
  if (refill === null) return faults
  faults.push(...amountFaults(refill.amount, `${pointer}/refill/amount`))
  if (!periods.includes(refill.every)) {
    faults.push({ pointer: `${pointer}/refill/every`, message: 'every is one of day, week, month.' })
  }
  if (refill.timezone !== undefined && !isTimezone(refill.timezone)) {
    const message = 'timezone is the IANA name of a time zone, such as Europe/Berlin.'
    faults.push({ pointer: `${pointer}/refill/timezone`, message })
  }
  return faults
}

function amountFaults(value: number, pointer: string): FieldError[] {
  if (Number.isInteger(value) && value >= 0 && value <= creditsMax) return []
  return [{ pointer, message: 'Credits are whole numbers from 0 to 1,000,000,000,000.' }]
}

/** The balance of a key or organization; its first refill is at the next boundary after `nowMs`. */
export function toCreditBalance(
  input: CreditsInput,
  owner: { id: string; organizationId: string; timezone: string },
  nowMs: number,
): CreditBalanceRow {
  const refill = input.refill ?? null
  const timezone = refill?.timezone ?? owner.timezone
  return {
    owner_id: owner.id,
    organization_id: owner.organizationId,
    remaining: input.remaining,
    refill_amount: refill?.amount ?? null,
    refill_every: refill?.every ?? null,
    refill_timezone: refill ? timezone : null,
    refills_at: refill ? nextRefill(refill.every, timezone, nowMs) : null,
  }
}

/** What leaves: the balance with a refill that is due counted in. */
export function toCreditsView(row: CreditBalanceRow, nowMs: number): CreditsView {
  const { refill_amount: amount, refill_every: every, refill_timezone: timezone } = row
  const refill = amount === null || every === null ? null : { amount, every, timezone: timezone ?? 'UTC' }
  return { remaining: settle(row, nowMs).remaining, refill }
}
