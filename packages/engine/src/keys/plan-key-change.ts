import type { Updateable } from 'kysely'
import type { FieldError } from '../errors/engine-error.ts'
import type { KeyTable } from '../storage/tables.ts'
import { readExpiry } from './expiry.ts'
import { dayMs, type KeyRow } from './key.ts'
import { keyFaults, purposeFaults, rotationFaults } from './key-faults.ts'
import type { KeyHome } from './key-home.ts'
import type { UpdateKeyInput } from './key-input.ts'
import { readNetworks } from './restrictions.ts'

type Columns = Updateable<KeyTable>
export type KeyChangePlan = { columns: Columns } | { faults: FieldError[] }

type PlanInput = { row: KeyRow; home: KeyHome; patch: UpdateKeyInput['patch']; now: number }

/** Decides which columns a patch changes, or everything that is wrong with it. Pure; absent members change nothing. */
export function planKeyChange({ row, home, patch, now }: PlanInput): KeyChangePlan {
  const { policy, organization } = home
  const type = patch.type ?? row.type
  const rotates = patch.type !== undefined || patch.rotateEveryDays !== undefined
  const daysAfter = patch.rotateEveryDays === undefined ? row.rotate_every_days : patch.rotateEveryDays
  const expiry =
    patch.expiresAt === undefined
      ? { at: row.expires_at }
      : readExpiry(patch.expiresAt, {
          now,
          createdAt: row.created_at,
          timezone: organization.timezone,
          lifetimeDaysMax: policy.lifetimeDaysMax,
          required: policy.requireExpiry,
        })
  const faults = [
    ...keyFaults(patch, home),
    ...rotationFaults(rotates ? daysAfter : null, policy.rotation[type]),
  ]
  if ('fault' in expiry) return { faults: [...faults, expiry.fault] }
  if (patch.expiresAt !== undefined || patch.purpose !== undefined) {
    const purpose = patch.purpose === undefined ? row.purpose : patch.purpose
    faults.push(...purposeFaults({ expiresAt: expiry.at, purpose }, home))
  }
  if (faults.length > 0) return { faults }
  const columns: Columns = { ...descriptionColumns(patch), ...restrictionColumns(patch), updated_at: now }
  if (patch.type !== undefined) columns.type = patch.type
  if (patch.enabled !== undefined) columns.enabled = patch.enabled ? 1 : 0
  if (patch.expiresAt !== undefined) columns.expires_at = expiry.at
  if (patch.rotateEveryDays !== undefined) columns.rotate_every_days = patch.rotateEveryDays
  if (rotates) {
    const days = daysAfter ?? policy.rotation[type]
    columns.rotate_by = rotationStart(row, policy.rotation[row.type]) + days * dayMs
  }
  return { columns }
}

/** When the present period began: a new length counts from there, not from the change. */
function rotationStart(row: KeyRow, policyDays: number): number {
  if (row.rotate_by === null) return row.created_at
  return row.rotate_by - (row.rotate_every_days ?? policyDays) * dayMs
}

function descriptionColumns(patch: UpdateKeyInput['patch']): Columns {
  const columns: Columns = {}
  if (patch.name !== undefined) columns.name = patch.name
  if (patch.purpose !== undefined) columns.purpose = patch.purpose
  if (patch.usedBy !== undefined) columns.used_by = patch.usedBy
  if (patch.metadata !== undefined) columns.metadata = JSON.stringify(patch.metadata)
  return columns
}

function restrictionColumns(patch: UpdateKeyInput['patch']): Columns {
  const columns: Columns = {}
  if (patch.scopes !== undefined) columns.scopes = JSON.stringify(patch.scopes)
  if (patch.allowedIps !== undefined) {
    const { networks } = readNetworks(patch.allowedIps)
    columns.allowed_ips = networks && JSON.stringify(networks)
  }
  if (patch.allowedEndpoints !== undefined) {
    columns.allowed_endpoints = patch.allowedEndpoints && JSON.stringify(patch.allowedEndpoints)
  }
  if (patch.rateLimits !== undefined) columns.rate_limits = JSON.stringify(patch.rateLimits ?? [])
  if (patch.credits !== undefined) columns.has_credits = patch.credits ? 1 : 0
  return columns
}
