import type { AuditEventTable } from '../storage/tables.ts'

/** What of the audit log those are told who look after the keys of an organization. */
export const keyActions = [
  'key.created',
  'key.revealed',
  'key.rotated',
  'key.revoked',
  'key.deleted',
] as const

/** What of it is told to the one whose account it is, whatever they want to be told: what changes how they sign in. */
export const accountActions = [
  'session.started',
  'user.password_changed',
  'user.totp_added',
  'user.totp_removed',
  'user.recovery_codes_replaced',
  'user.recovery_code_used',
  'user.passkey_added',
  'user.passkey_removed',
  'user.passkey_cloned',
  'user.identity_linked',
  'user.identity_unlinked',
] as const

export type KeyAction = (typeof keyActions)[number]
export type AccountAction = (typeof accountActions)[number]

export type SourceKind = 'keys' | 'account'

export type NoticeSource = {
  chain_id: string
  kind: SourceKind
  /** Sequences in the chain. */
  first: number
  last: number
  /** Milliseconds UTC. */
  due_at: number
}

const kinds: ReadonlyMap<string, SourceKind> = new Map<string, SourceKind>([
  ...keyActions.map(action => [action, 'keys'] as const),
  ...accountActions.map(action => [action, 'account'] as const),
])

/** In milliseconds: what is done to keys shortly after one another is told together. */
const gatheredMs: Record<SourceKind, number> = { keys: 5_000, account: 0 }

/**
 * What of events that were just written people will be told of: one row for each chain and kind, whatever their number.
 * `at` in milliseconds UTC.
 */
export function sourcesOf(events: readonly AuditEventTable[], at: number): NoticeSource[] {
  const sources = new Map<string, NoticeSource>()
  for (const { chain_id, sequence, action } of events) {
    const kind = kinds.get(action)
    if (kind === undefined) continue
    const place = `${kind} ${chain_id}`
    const first = sources.get(place)?.first ?? sequence
    sources.set(place, { chain_id, kind, first, last: sequence, due_at: at + gatheredMs[kind] })
  }
  return [...sources.values()]
}
