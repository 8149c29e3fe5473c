import type { CompiledEndpoint, EndpointPattern } from '../endpoints/endpoint-pattern.ts'
import type { NetworkSet } from '../networks/network-set.ts'
import type { GrantedScopes } from '../scopes/granted-scopes.ts'

/** At most `limit` (cost included) in any window of `windowSeconds`. */
export type RateLimit = { readonly name: string; readonly limit: number; readonly windowSeconds: number }

/** What keys share: policies are stored once per distinct form. Null lists do not restrict. */
export type KeyPolicySource = {
  readonly scopes: readonly string[]
  readonly allowedIps: readonly string[] | null
  readonly allowedEndpoints: readonly EndpointPattern[] | null
  readonly rateLimits: readonly RateLimit[]
  /** Whether the key has a balance that each verification is charged to. */
  readonly credits: boolean
}

/** A policy ready to decide with; immutable. */
export type KeyPolicy = {
  readonly scopes: GrantedScopes
  readonly networks: NetworkSet | null
  readonly endpoints: readonly CompiledEndpoint[] | null
  readonly rateLimits: readonly RateLimit[]
  readonly hasCredits: boolean
  /** Some part could not be read, so every request is denied. */
  readonly invalid: boolean
}
