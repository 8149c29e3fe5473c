import type { Insertable, Updateable } from 'kysely'
import type { OrganizationTable } from '../storage/tables.ts'
import type { OrganizationInput } from './organization.ts'

type SettingColumns = Omit<
  Insertable<OrganizationTable>,
  'id' | 'created_at' | 'updated_at' | 'deleted_at' | 'has_credits'
> & { has_credits: 0 | 1 }

/** A new organization's columns, defaults included. */
export function toOrganizationColumns(input: OrganizationInput & { name: string }): SettingColumns {
  return {
    name: input.name,
    external_id: input.externalId ?? null,
    suspended: input.suspended ? 1 : 0,
    scope_ceiling: input.scopeCeiling ? JSON.stringify(input.scopeCeiling) : null,
    timezone: input.timezone ?? 'UTC',
    business_hours: input.businessHours ? JSON.stringify(input.businessHours) : null,
    key_policy: JSON.stringify(input.keyPolicy ?? {}),
    rate_limits: JSON.stringify(input.rateLimits ?? []),
    has_credits: input.credits ? 1 : 0,
  }
}

const columnsOf = {
  name: 'name',
  externalId: 'external_id',
  suspended: 'suspended',
  scopeCeiling: 'scope_ceiling',
  timezone: 'timezone',
  businessHours: 'business_hours',
  keyPolicy: 'key_policy',
  rateLimits: 'rate_limits',
  credits: 'has_credits',
} as const satisfies Record<keyof OrganizationInput, keyof SettingColumns>

/** The columns of the members given: the others stay as they are stored, readable or not. */
export function changedOrganizationColumns(patch: OrganizationInput): Updateable<OrganizationTable> {
  const columns = toOrganizationColumns({ ...patch, name: patch.name ?? '' })
  const names = new Set<string>(
    Object.entries(columnsOf)
      .filter(([member]) => patch[member as keyof OrganizationInput] !== undefined)
      .map(([, column]) => column),
  )
  return Object.fromEntries(Object.entries(columns).filter(([column]) => names.has(column)))
}
