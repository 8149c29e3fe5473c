import type { Selectable } from 'kysely'
import { withVersion } from '../access/versioned.ts'
import type { AuditTarget } from '../audit/audit-event.ts'
import { toInstant, toInstantOrNull } from '../clock/clock.ts'
import { EngineError } from '../errors/engine-error.ts'
import type { UserTable } from '../storage/identity-tables.ts'

export type UserRow = Selectable<UserTable>

/** A person of this installation, as it leaves to that person and to operators. */
export type UserView = {
  id: string
  email: string
  name: string | null
  /** Null: nothing has proven yet that the address is theirs. */
  emailVerifiedAt: string | null
  keyNotices: boolean
  /** IANA name; null: that of the organization whose page it is. */
  timezone: string | null
  createdAt: string
  updatedAt: string
}

export function toUserView(row: UserRow): UserView {
  const view: UserView = {
    id: row.id,
    email: row.email,
    name: row.name,
    emailVerifiedAt: toInstantOrNull(row.email_verified_at),
    keyNotices: row.key_notices === 1,
    timezone: row.timezone,
    createdAt: toInstantOrNull(row.created_at) ?? toInstant(0),
    updatedAt: toInstantOrNull(row.updated_at) ?? toInstant(0),
  }
  return withVersion(view, row.version)
}

/**
 * One address, one spelling: addresses are compared and kept in lower case. They hold ASCII only, so that no two
 * letters of different alphabets fold to one.
 */
export function foldEmail(email: string): string {
  return email.replace(/[A-Z]/g, letter => letter.toLowerCase())
}

/** Who it is stands in the details alone: those can be erased, and the chain stays whole. */
export function userTarget(id: string): AuditTarget {
  return { type: 'user', id, name: 'User' }
}

/** What a sign-in is told that failed, whatever was wrong: nobody learns from it who has an account. */
export function invalidCredentials(): EngineError {
  return new EngineError(
    'invalid_credentials',
    'The address or the password is wrong. Try again, or have the password reset.',
  )
}
