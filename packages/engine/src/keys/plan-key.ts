import { type Principal, restrictionsOf } from '../access/principal.ts'
import { everything } from '../access/reach.ts'
import type { Restrictions } from '../access/restrictions.ts'
import type { FieldError } from '../errors/engine-error.ts'
import { readExpiry } from './expiry.ts'
import { dayMs, type KeyRow, soleSlot } from './key.ts'
import { addressesRequired, keyFaults, purposeFaults, rotationFaults } from './key-faults.ts'
import type { KeyHome } from './key-home.ts'
import type { CreateKeyInput } from './key-input.ts'
import { defaultKeyType } from './key-type.ts'
import { assertGrantable, type Grant, reachOfNewKey } from './maker-limits.ts'
import { readNetworks } from './restrictions.ts'

export type KeyPlan = { columns: Omit<KeyRow, 'created_by'> } | { faults: FieldError[] }

type PlanInput = { id: string; home: KeyHome; settings: CreateKeyInput; maker: Principal; now: number }

/** Decides what a new key will be, or everything that is wrong with the wish for it. Pure. */
export function planKey({ id, home, settings, maker, now }: PlanInput): KeyPlan {
  const { api, organization, policy, builtin } = home
  const environment = settings.environment ?? api.environments[0] ?? 'live'
  const scopes = settings.scopes ?? []
  const type = settings.type ?? defaultKeyType(home, { environment, scopes })
  const expiry = readExpiry(settings.expiresAt, {
    now,
    createdAt: now,
    timezone: organization.timezone,
    lifetimeDaysMax: policy.lifetimeDaysMax,
    required: policy.requireExpiry,
  })
  const faults = [
    ...keyFaults(settings, home),
    ...rotationFaults(settings.rotateEveryDays, policy.rotation[type]),
    ...environmentFaults(environment, api.environments),
    ...('fault' in expiry
      ? [expiry.fault]
      : purposeFaults({ expiresAt: expiry.at, purpose: settings.purpose }, home)),
    ...reachFaults(settings, builtin),
  ]
  const inherits = builtin && restrictionsOf(maker).allowedIps !== null
  if (policy.requireAllowedIps && settings.allowedIps === undefined && !inherits)
    faults.push(addressesRequired)
  if (faults.length > 0 || 'fault' in expiry) return { faults }
  const asked = askedOf(settings, expiry.at)
  const { reach, restrictions } = builtin
    ? grantFrom(maker, { home, settings, scopes, asked })
    : { reach: everything, restrictions: asked }
  const { expiresAt, allowedIps, allowedEndpoints } = restrictions
  const rotateEveryDays = settings.rotateEveryDays ?? null
  return {
    columns: {
      id,
      organization_id: organization.id,
      api_id: api.id,
      environment,
      name: settings.name,
      type,
      scopes: JSON.stringify(scopes),
      allowed_ips: allowedIps && JSON.stringify(allowedIps),
      allowed_endpoints: allowedEndpoints && JSON.stringify(allowedEndpoints),
      rate_limits: JSON.stringify(settings.rateLimits ?? []),
      has_credits: settings.credits ? 1 : 0,
      purpose: settings.purpose ?? null,
      used_by: settings.usedBy ?? null,
      metadata: JSON.stringify(settings.metadata ?? {}),
      external_id: settings.externalId ?? null,
      enabled: 1,
      expires_at: expiresAt,
      rotate_every_days: rotateEveryDays,
      rotate_by: now + (rotateEveryDays ?? policy.rotation[type]) * dayMs,
      revoked_at: null,
      revoked_reason: null,
      deleted_at: null,
      sole_slot: slotIn(home, environment),
      reach_organization_id: reach.organizationId,
      reach_api_id: reach.apiId,
      version: 1,
      created_at: now,
      updated_at: now,
    },
  }
}

function slotIn({ api, organization }: KeyHome, environment: string): string | null {
  if (api.keyPolicy !== 'one_per_organization') return null
  return soleSlot({ apiId: api.id, organizationId: organization.id, environment })
}

function environmentFaults(environment: string, known: readonly string[]): FieldError[] {
  if (known.includes(environment)) return []
  return [
    {
      pointer: '/environment',
      message: `The API has no environment ${environment}. It has ${known.join(', ')}.`,
    },
  ]
}

function reachFaults(settings: CreateKeyInput, builtin: boolean): FieldError[] {
  if (builtin || settings.reach === undefined) return []
  return [{ pointer: '/reach', message: 'Only keys of the built-in API keyturn have a reach.' }]
}

function askedOf(settings: CreateKeyInput, expiresAt: number | null): Restrictions {
  return {
    expiresAt,
    allowedIps: readNetworks(settings.allowedIps ?? null).networks,
    allowedEndpoints: settings.allowedEndpoints ?? null,
  }
}

/** What a management key can do at most, which is what its maker can: what was not asked for is inherited. */
function grantFrom(
  maker: Principal,
  key: { home: KeyHome; settings: CreateKeyInput; scopes: readonly string[]; asked: Restrictions },
): Grant {
  const { home, settings, scopes, asked } = key
  const bound = restrictionsOf(maker)
  const reach = reachOfNewKey(maker, {
    reach: settings.reach,
    organizationId: home.organization.id,
    ofOperator: home.organizationBuiltin,
  })
  const restrictions = {
    expiresAt: settings.expiresAt === undefined ? earlier(asked.expiresAt, bound.expiresAt) : asked.expiresAt,
    allowedIps: settings.allowedIps === undefined ? bound.allowedIps : asked.allowedIps,
    allowedEndpoints:
      settings.allowedEndpoints === undefined ? bound.allowedEndpoints : asked.allowedEndpoints,
  }
  const grant = { scopes, reach, restrictions }
  assertGrantable(maker, grant)
  return grant
}

function earlier(left: number | null, right: number | null): number | null {
  if (left === null || right === null) return left ?? right
  return Math.min(left, right)
}
