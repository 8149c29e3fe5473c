import type { MemberView, Session } from '@keyturn/contract/client'
import type { Doer } from '../../shared/person-name.tsx'

type Person = Pick<MemberView, 'id' | 'userId' | 'name' | 'email'>

/** Who the people are whom whoever looks may know. */
export type Known = {
  /** Null: they are nobody who does anything under a name. */
  self: Pick<Session['user'], 'id' | 'name' | 'email'> | null
  /** The members of the organization; null for who may not see them, and until they are there. */
  members: readonly Person[] | null
  /** Whether that is all of them. */
  isComplete: boolean
}

/** What the API calls those whose name must not stand where nothing is erased. */
const placeholders: Readonly<Record<string, string>> = {
  Member: 'Somebody of this organization',
  Operator: 'The vendor’s staff',
}

/** What somebody is called, who may have left since. */
export function nameWords({ type, id, name }: Doer, { self, members, isComplete }: Known): string {
  if (type !== 'user' && type !== 'member') return name ?? 'Keyturn itself'
  if (self !== null && id === self.id) return self.name ?? self.email
  const person = members?.find(each => (type === 'user' ? each.userId : each.id) === id)
  if (person) return person.name ?? person.email
  if (name === 'Member' && members !== null && isComplete) return 'Somebody who has left'
  return placeholders[name ?? 'Member'] ?? name ?? 'Somebody'
}
