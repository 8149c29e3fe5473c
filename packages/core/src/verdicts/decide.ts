import { endpointMatches } from '../endpoints/endpoint-matches.ts'
import { normalizePath } from '../endpoints/normalize-path.ts'
import type { KeyPolicy } from '../policies/key-policy.ts'
import { evaluateScopes } from '../scopes/evaluate-scopes.ts'
import type { GrantedScopes } from '../scopes/granted-scopes.ts'
import { missingScopes } from '../scopes/missing-scopes.ts'
import type { ScopeExpression } from '../scopes/scope-expression.ts'
import type { VerdictCode } from './verdict-codes.ts'

export type KeyState = 'active' | 'disabled' | 'revoked'

/** What a verdict needs to know of a key and of the secret that was presented. Instants in milliseconds UTC. */
export type KeyFacts = {
  readonly state: KeyState
  /** When this secret stops, if a rotation dated its end. */
  readonly endsAt: number | null
  /** When the key stops. */
  readonly expiresAt: number | null
  readonly apiId: string
  readonly organizationId: string
  readonly environment: string
  readonly organizationSuspended: boolean
  readonly policy: KeyPolicy
  /** What keys of the organization can do at most; null is no ceiling. */
  readonly ceiling: GrantedScopes | null
  /** The words that the API lists: scope words, without a wildcard. */
  readonly apiScopes: ReadonlySet<string>
}

/** What the request asks. Null: not asked, or for method, path and ip not told. */
export type DecisionInput = {
  readonly scopes: ScopeExpression | null
  readonly apiId: string | null
  readonly environment: string | null
  readonly organizationId: string | null
  readonly method: string | null
  readonly path: string | null
  readonly ip: string | null
}

export type Decision = {
  readonly code: VerdictCode
  readonly missingScopes?: readonly string[]
  /** The stored policy cannot be read: the key is denied and somebody has to be told. */
  readonly policyInvalid?: true
}

const valid: Decision = Object.freeze({ code: 'valid' })
const revoked: Decision = Object.freeze({ code: 'revoked' })
const disabled: Decision = Object.freeze({ code: 'disabled' })
const unreadable: Decision = Object.freeze({ code: 'disabled', policyInvalid: true })
const expired: Decision = Object.freeze({ code: 'expired' })
const suspended: Decision = Object.freeze({ code: 'organization_suspended' })
const wrongApi: Decision = Object.freeze({ code: 'wrong_api' })
const wrongEnvironment: Decision = Object.freeze({ code: 'wrong_environment' })
const wrongOrganization: Decision = Object.freeze({ code: 'wrong_organization' })
const ipNotAllowed: Decision = Object.freeze({ code: 'ip_not_allowed' })
const endpointNotAllowed: Decision = Object.freeze({ code: 'endpoint_not_allowed' })

/**
 * The verdict on a known key, limits and credits apart, in the order of `verdictCodes`. `now` is verdict time in
 * milliseconds UTC; at `expiresAt` a key is expired and at `endsAt` a secret is revoked. A restriction whose
 * input is missing denies. A policy that cannot be read denies as `disabled`.
 */
export function decide(key: KeyFacts, input: DecisionInput, now: number): Decision {
  return decideState(key, now) ?? decidePlace(key, input) ?? decidePolicy(key, input) ?? valid
}

function decideState(key: KeyFacts, now: number): Decision | null {
  const { state, endsAt, expiresAt } = key
  if (state === 'revoked' || (endsAt !== null && now >= endsAt)) return revoked
  if (state !== 'active') return disabled
  if (key.policy.invalid) return unreadable
  if (expiresAt !== null && now >= expiresAt) return expired
  return key.organizationSuspended ? suspended : null
}

function decidePlace(key: KeyFacts, input: DecisionInput): Decision | null {
  if (input.apiId !== null && input.apiId !== key.apiId) return wrongApi
  if (input.environment !== null && input.environment !== key.environment) return wrongEnvironment
  if (input.organizationId !== null && input.organizationId !== key.organizationId) return wrongOrganization
  return null
}

function decidePolicy(key: KeyFacts, input: DecisionInput): Decision | null {
  const { networks, endpoints } = key.policy
  if (networks !== null && (input.ip === null || !networks.has(input.ip))) return ipNotAllowed
  if (endpoints !== null && !coversEndpoint(key.policy, input.method, input.path)) return endpointNotAllowed
  return input.scopes === null ? null : decideScopes(key, input.scopes)
}

function coversEndpoint(policy: KeyPolicy, method: string | null, path: string | null): boolean {
  if (method === null || path === null) return false
  const normalized = normalizePath(path)
  if (normalized === null) return false
  return policy.endpoints?.some(endpoint => endpointMatches(endpoint, method, normalized)) ?? false
}

function decideScopes(key: KeyFacts, scopes: ScopeExpression): Decision | null {
  if (scopes.kind === 'words') {
    if (grantsAll(key, scopes.words)) return null
  } else if (evaluateScopes(scopes, word => grantsWord(key, word))) return null
  return { code: 'insufficient_scope', missingScopes: missingScopes(scopes, word => grantsWord(key, word)) }
}

function grantsAll(key: KeyFacts, words: readonly string[]): boolean {
  for (const word of words) if (!grantsWord(key, word)) return false
  return true
}

/** The key's own grant, cut by the organization's ceiling and by what the API knows. */
function grantsWord(key: KeyFacts, word: string): boolean {
  if (!key.apiScopes.has(word) || !key.policy.scopes.grantsListed(word)) return false
  return key.ceiling === null || key.ceiling.grantsListed(word)
}
