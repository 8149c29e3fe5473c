import type { Selectable } from 'kysely'
import { withVersion } from '../access/versioned.ts'
import { toInstant, toInstantOrNull } from '../clock/clock.ts'
import type { PasskeyTable } from '../storage/identity-tables.ts'

export type PasskeyRow = Selectable<PasskeyTable>

/** A passkey as its holder sees it. */
export type PasskeyView = {
  id: string
  name: string
  /** Copied by its maker to the holder's other devices. */
  backedUp: boolean
  /** When a copy of it showed up; it signs in nowhere since. */
  clonedAt: string | null
  lastUsedAt: string | null
  createdAt: string
}

/** So many have one row each in a list that is not paged. */
export const passkeysMax = 20

export function toPasskeyView(row: PasskeyRow): PasskeyView {
  const view: PasskeyView = {
    id: row.id,
    name: row.name,
    backedUp: row.backed_up === 1,
    clonedAt: toInstantOrNull(row.cloned_at),
    lastUsedAt: toInstantOrNull(row.last_used_at),
    createdAt: toInstantOrNull(row.created_at) ?? toInstant(0),
  }
  return withVersion(view, row.version)
}

/**
 * Whether a use shows that two authenticators have the same key (WebAuthn Level 3, section 6.1.1): each counts for
 * itself. Those that do not count always say zero.
 */
export function isOfClone(row: PasskeyRow, counter: number): boolean {
  return (counter > 0 || row.counter > 0) && counter <= row.counter
}
