/**
 * A management key never makes or widens one that can do more than itself, nor gets the token of one by rotating it:
 * not in scopes, not in reach, not from more places or for longer. Nor does it loosen itself. Keys of vendors' APIs
 * hold scopes of those APIs, which no management key has, so the rules are for the built-in API alone.
 */
import { scopesBeyond } from '@keyturn/core'
import { type Principal, restrictionsOf } from '../access/principal.ts'
import { isReachInside, type Reach } from '../access/reach.ts'
import { looserThan, type Restrictions } from '../access/restrictions.ts'
import { EngineError } from '../errors/engine-error.ts'
import { readList, readRestriction } from '../storage/read-json.ts'
import type { KeyRow } from './key.ts'
import type { UpdateKeyInput } from './key-input.ts'

/** What a management key can do. */
export type Grant = { scopes: readonly string[]; reach: Reach; restrictions: Restrictions }

export function assertGrantable(maker: Principal, grant: Grant): void {
  const beyond = scopesBeyond(grant.scopes, maker.scopes.words)
  if (beyond.length > 0) {
    const words = beyond.join(', ')
    throw new EngineError(
      'insufficient_scope',
      `This key cannot give what it does not have itself: ${words}.`,
    )
  }
  if (!isReachInside(grant.reach, maker.reach)) {
    throw refusal('This key cannot give a reach that goes further than its own.')
  }
  const looser = looserThan(grant.restrictions, restrictionsOf(maker))
  if (looser !== null) {
    throw refusal(
      `This key is bound by ${looser}, so it cannot make or manage one that is bound less tightly.`,
    )
  }
}

/** What a stored management key can do; where its scopes cannot be read, everything. */
export function grantOf(
  row: Pick<
    KeyRow,
    'scopes' | 'reach_organization_id' | 'reach_api_id' | 'expires_at' | 'allowed_ips' | 'allowed_endpoints'
  >,
): Grant {
  return {
    scopes: readList(row.scopes, ['*']),
    reach: { organizationId: row.reach_organization_id, apiId: row.reach_api_id },
    restrictions: {
      expiresAt: row.expires_at,
      allowedIps: readRestriction(row.allowed_ips),
      allowedEndpoints: readRestriction(row.allowed_endpoints),
    },
  }
}

/** What a new management key reaches: a customer's own keys are confined to that customer. */
export function reachOfNewKey(
  maker: Principal,
  key: { reach: Reach | undefined; organizationId: string; ofOperator: boolean },
): Reach {
  const { reach, organizationId, ofOperator } = key
  if (reach === undefined) return ofOperator ? maker.reach : { ...maker.reach, organizationId }
  if (ofOperator || reach.organizationId === organizationId) return reach
  throw refusal(
    `Management keys of a customer reach that customer only. Ask for reach.organizationId ${organizationId}, or leave reach out.`,
  )
}

/** What a key may change of itself: how it is described, and that it ends. */
const ownMembers: ReadonlySet<string> = new Set([
  'name',
  'purpose',
  'usedBy',
  'metadata',
] satisfies (keyof UpdateKeyInput['patch'])[])

/** Refuses a management key that would loosen what binds it. */
export function assertNotLooseningItself(
  caller: Principal,
  { keyId, patch }: { keyId: string; patch: UpdateKeyInput['patch'] },
): void {
  if (caller.type !== 'key' || caller.keyId !== keyId) return
  const others = Object.entries(patch)
    .filter(([member, value]) => value !== undefined && !ownMembers.has(member))
    .filter(([member, value]) => member !== 'enabled' || value !== false)
    .map(([member]) => member)
  if (others.length === 0) return
  throw refusal(
    `A key cannot change ${others.join(', ')} of itself. Use another key, or have it done by whoever manages this one.`,
  )
}

function refusal(message: string): EngineError {
  return new EngineError('insufficient_permission', message)
}
