import type { OrganizationView, UpdateOrganizationBody } from '@keyturn/contract/client'

export const weekdays = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'] as const
export type Weekday = (typeof weekdays)[number]

/** General settings as somebody has filled them in so far. */
export type GeneralDraft = {
  name: string
  timezone: string
  hasHours: boolean
  days: readonly Weekday[]
  from: string
  to: string
}

type Shown = Pick<OrganizationView, 'name' | 'timezone' | 'businessHours'>

export function generalDraftOf({ name, timezone, businessHours }: Shown): GeneralDraft {
  const { days = ['mon', 'tue', 'wed', 'thu', 'fri'], from = '09:00', to = '18:00' } = businessHours ?? {}
  return {
    name,
    timezone,
    hasHours: businessHours !== null,
    days: weekdays.filter(day => days.includes(day)),
    from,
    to,
  }
}

/** What has been changed, and nothing else: what others change meanwhile stays. */
export function generalPatch(draft: GeneralDraft, before: Shown): UpdateOrganizationBody {
  const name = draft.name.trim()
  const { days, from, to } = draft
  const businessHours = draft.hasHours ? { days: [...days], from, to } : null
  return {
    ...(name === before.name ? {} : { name }),
    ...(draft.timezone === before.timezone ? {} : { timezone: draft.timezone }),
    ...(sameHours(businessHours, before.businessHours) ? {} : { businessHours }),
  }
}

function sameHours(left: Shown['businessHours'], right: Shown['businessHours']): boolean {
  if (left === null || right === null) return left === right
  const form = ({ days, from, to }: typeof left) => [weekdays.filter(day => days.includes(day)), from, to]
  return JSON.stringify(form(left)) === JSON.stringify(form(right))
}
