export { hasCredentialInQuery } from './credentials/credential-in-query.ts'
export { endpointMatches } from './endpoints/endpoint-matches.ts'
export {
  type CompiledEndpoint,
  type EndpointPattern,
  formatEndpoint,
  type ParsedEndpointPattern,
  parseEndpointPattern,
} from './endpoints/endpoint-pattern.ts'
export { normalizePath } from './endpoints/normalize-path.ts'
export { quotedString } from './limits/quoted-string.ts'
export { type LimitState, rateLimitHeaders, retryAfterSeconds } from './limits/rate-limit-headers.ts'
export { canonicalAddress } from './networks/canonical-address.ts'
export { type ClientAddressInput, clientAddress } from './networks/client-address.ts'
export { formatAddress } from './networks/format-address.ts'
export { formatNetwork, type Network, networkContains, parseNetwork } from './networks/network.ts'
export { NetworkSet } from './networks/network-set.ts'
export { isDottedQuad, parseAddress } from './networks/parse-address.ts'
export { type MemberPermission, memberPermissions } from './permissions/member-permissions.ts'
export { type PortalPermission, portalPermissions } from './permissions/portal-permissions.ts'
export { compilePolicy } from './policies/compile-policy.ts'
export type { KeyPolicy, KeyPolicySource, RateLimit } from './policies/key-policy.ts'
export { policyCanonicalForm } from './policies/policy-canonical-form.ts'
export { evaluateScopes } from './scopes/evaluate-scopes.ts'
export { GrantedScopes } from './scopes/granted-scopes.ts'
export { intersectScopes } from './scopes/intersect-scopes.ts'
export { type ManagementScope, managementScopes } from './scopes/management-scopes.ts'
export { missingScopes } from './scopes/missing-scopes.ts'
export { type ParsedScopeExpression, parseScopeExpression } from './scopes/parse-scope-expression.ts'
export { type ScopeExpression, scopesExpression } from './scopes/scope-expression.ts'
export { parseScopeWord, type ScopeWord } from './scopes/scope-word.ts'
export { scopesBeyond } from './scopes/scopes-beyond.ts'
export { type GenerateTokenInput, generateToken } from './tokens/generate-token.ts'
export {
  environmentPattern,
  isPresentableToken,
  parseToken,
  type TokenParts,
  tokenPrefixPattern,
} from './tokens/parse-token.ts'
export { redactTokens } from './tokens/redact-tokens.ts'
export { tokenChecksum } from './tokens/token-checksum.ts'
export { tokenStart } from './tokens/token-start.ts'
export { type Decision, type DecisionInput, decide, type KeyFacts, type KeyState } from './verdicts/decide.ts'
export {
  type VerdictCode,
  type VerdictStatus,
  verdictCodes,
  verdictStatus,
} from './verdicts/verdict-codes.ts'
export { verdictDetail } from './verdicts/verdict-detail.ts'
export { type Digests, digestWords, readDigestText } from './verifier/digest.ts'
export { type KeyRecord, KeyTable, type KeyTableOptions } from './verifier/key-table.ts'
export type { KeyView } from './verifier/key-view.ts'
export { Lease, type LeaseClock, type LeaseRenewal } from './verifier/lease.ts'
export type { IdCodec, StoredIds } from './verifier/record-store.ts'
