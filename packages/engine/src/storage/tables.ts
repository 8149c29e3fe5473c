import type { Generated, GeneratedAlways } from 'kysely'
import type { Flag } from './flag.ts'
import type { IdentityTables } from './identity-tables.ts'
import type { NoticeTables } from './notice-tables.ts'
import type { PortalTables } from './portal-tables.ts'
import type { RequestTables } from './request-tables.ts'

/** Control data. Instants are milliseconds UTC; columns documented as JSON hold text. */
export type ControlTables = IdentityTables &
  NoticeTables &
  PortalTables &
  RequestTables & {
    installation: InstallationTable
    organizations: OrganizationTable
    members: MemberTable
    invitations: InvitationTable
    apis: ApiTable
    keks: KekTable
    data_keys: DataKeyTable
    keys: KeyTable
    secrets: SecretTable
    credit_balances: CreditBalanceTable
    changes: ChangeTable
    audit_heads: AuditHeadTable
    audit_events: AuditEventTable
    audit_details: AuditDetailTable
    replays: ReplayTable
    node_reports: NodeReportTable
  }

/** What lists and reports read besides: when keys were last used, kept by the shipper. */
export type ActivityTables = {
  'usage.key_activity': { key_id: string; last_used_at: number }
  'usage.secret_activity': { secret_id: string; last_used_at: number }
}

/** What happened, added up by hour and by day; kept longer than the events. */
export type RollupTables = {
  'usage.sources': RollupSourceTable
  'usage.hours': RollupTable
  'usage.days': RollupTable
}

export type ReadTables = ControlTables & ActivityTables & RollupTables

/** The usage log of one month. */
export type UsageTables = {
  blocks: UsageBlockTable
  postings: UsagePostingTable
  outcomes: OutcomeTable
}

export type InstallationTable = { sole: 1; id: string; feed_id: string; created_at: number }

export type OrganizationTable = {
  id: string
  name: string
  external_id: string | null
  builtin: Generated<Flag>
  suspended: Generated<Flag>
  /** JSON: scope words, or null for no ceiling. */
  scope_ceiling: string | null
  timezone: string
  /** JSON or null. */
  business_hours: string | null
  /** JSON: what tightens the API's policy. */
  key_policy: string
  /** JSON: limits that all keys of the organization share. */
  rate_limits: string
  has_credits: Flag
  version: Generated<number>
  created_at: number
  updated_at: number
  deleted_at: number | null
}

export type MemberTable = {
  id: string
  organization_id: string
  /** Who it is; null for somebody who was written down and has not joined. */
  user_id: string | null
  /** In lower case. */
  email: string
  name: string | null
  /** JSON: permission words. */
  permissions: string
  version: Generated<number>
  created_at: number
  updated_at: number
}

export type InvitationTable = {
  id: string
  organization_id: string
  /** In lower case. */
  email: string
  /** JSON: permission words. */
  permissions: string
  /** JSON: { type, id, name }. */
  invited_by: string
  expires_at: number
  created_at: number
}

export type ApiTable = {
  id: string
  name: string
  prefix: string
  builtin: Generated<Flag>
  /** JSON: environment words. */
  environments: string
  /** JSON: { name, description, sensitive }[]. */
  scopes: string
  key_policy: 'many' | 'one_per_organization'
  reveal: 'once' | 'anytime'
  /** JSON: days by key type. */
  rotation: string
  max_lifetime_days: number | null
  /** JSON: { method, path }[]. */
  sensitive_endpoints: string
  credential_header: string
  base_url: string | null
  /** JSON or null. */
  test_request: string | null
  env_variable: string | null
  /** JSON: origins. */
  portal_origins: string
  /** JSON. */
  console: string
  version: Generated<number>
  created_at: number
  updated_at: number
  deleted_at: number | null
}

export type KeyType = 'production' | 'development' | 'elevated'

export type KeyTable = {
  id: string
  organization_id: string
  api_id: string
  environment: string
  name: string
  type: KeyType
  /** JSON: granted scope words. */
  scopes: string
  /** JSON: canonical networks, or null for unrestricted. */
  allowed_ips: string | null
  /** JSON: { method, path }[], or null for unrestricted. */
  allowed_endpoints: string | null
  /** JSON: { name, limit, windowSeconds }[]. */
  rate_limits: string
  has_credits: Flag
  purpose: string | null
  used_by: string | null
  /** JSON object. */
  metadata: string
  external_id: string | null
  enabled: Flag
  expires_at: number | null
  rotate_every_days: number | null
  rotate_by: number | null
  revoked_at: number | null
  revoked_reason: string | null
  deleted_at: number | null
  sole_slot: string | null
  reach_organization_id: string | null
  reach_api_id: string | null
  /** JSON: { type, id, name }. */
  created_by: string
  version: Generated<number>
  created_at: number
  updated_at: number
}

export type SecretTable = {
  id: string
  key_id: string
  organization_id: string
  digest: Buffer
  start: string
  /** When it stops by itself, after a rotation with overlap. */
  ends_at: number | null
  /** When it was ended at once: no clock is asked whether that moment has come. */
  revoked_at: number | null
  created_at: number
  /** The token of a recoverable key, under the data key of its organization. */
  ciphertext: Buffer | null
  data_key_id: string | null
}

/** The key-encryption keys in the order of their use; `check_value` opens under that KEK alone. */
export type KekTable = {
  id: string
  number: number
  check_value: Buffer
  created_at: number
  /** When nothing was wrapped under it any more. */
  retired_at: number | null
}

/** What encrypts the tokens of one organization, wrapped under a KEK. */
export type DataKeyTable = {
  id: string
  organization_id: string
  kek_id: string
  wrapped: Buffer
  created_at: number
}

export type RefillPeriod = 'day' | 'week' | 'month'

export type CreditBalanceTable = {
  owner_id: string
  organization_id: string
  remaining: number
  refill_amount: number | null
  refill_every: RefillPeriod | null
  refill_timezone: string | null
  refills_at: number | null
}

export type ChangeTable = { sequence: GeneratedAlways<number>; kind: string; id: string; at: number }

export type AuditHeadTable = { chain_id: string; sequence: number; hash: Buffer }

export type AuditEventTable = {
  chain_id: string
  sequence: number
  id: string
  action: string
  target_id: string
  /** Exactly the bytes that were hashed. */
  body: string
  hash: Buffer
}

export type AuditDetailTable = { event_id: string; salt: Buffer; details: string }

/** The answer of a call that its caller may repeat. */
export type ReplayTable = {
  /** A digest over who asked for what, and under which key. */
  id: string
  /** HMAC of the body. */
  body: Buffer
  /** JSON, without secrets. */
  result: string
  /** Where the change stands in the feed, so that a repeated call waits like the first. */
  mark: string | null
  created_at: number
}

/** What a node last said about itself. */
export type NodeReportTable = {
  node_id: string
  /** JSON. */
  report: string
  reported_at: number
}

/** Events that were shipped together and lie within one minute, neighbours by organization and key. */
export type UsageBlockTable = {
  /** The greatest id in it, which no other block has. */
  last: string
  /** The least id in it. */
  first: string
  events: number
  body: Buffer
}

/** Which blocks hold events of an organization or of a key. */
export type UsagePostingTable = { owner: string; last: string }

/** How much a rollup adds up: `key` for each key, `organization` and `api` for all keys of one. */
export type RollupLevel = 'key' | 'organization' | 'api'

/** What rollups are of. Empty text stands for "none" and for "all of them". */
export type RollupSourceTable = {
  id: number
  level: RollupLevel
  organization_id: string
  api_id: string
  key_id: string
  environment: string
}

export type RollupFacet = 'endpoint' | 'country'

/** Sums over a bucket, which is known by its first instant. */
export type RollupTable = {
  bucket: number
  source: number
  /** The verdict. */
  code: string
  verifications: number
  /** What valid verifications were charged. */
  cost: number
  outcomes: number
  outcomes_2xx: number
  outcomes_3xx: number
  outcomes_4xx: number
  outcomes_5xx: number
  /** Outcomes that came with a duration. */
  durations: number
  duration_ms_sum: number
  duration_ms_max: number
  /** The same by endpoint and by country, packed; null where there are none. */
  facets: Buffer | null
}

/** One event as the journal and the blocks carry it. */
export type UsageEventRow = {
  id: string
  at: number
  organization_id: string | null
  api_id: string | null
  key_id: string | null
  secret_id: string | null
  environment: string | null
  code: string
  cost: number
  /** More than 1 where refused attempts with unknown tokens were counted together. */
  count: number
  method: string | null
  path: string | null
  ip: string | null
  country: string | null
  user_agent: string | null
  origin: string | null
  caller_key_id: string | null
  as_of: string
  node_id: string
}

export type OutcomeTable = {
  verification_id: string
  status: number
  duration_ms: number | null
  reported_at: number
}

/** An outcome that came before its event, with what its reporter reaches; empty text is everything. */
export type EarlyOutcomeTable = OutcomeTable & {
  reach_organization_id: string
  reach_api_id: string
  /** When it is looked at again. */
  due_at: number
}
