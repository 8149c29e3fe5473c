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
  Member: 'a member',
  Operator: 'the vendor’s staff',
}

/** What somebody is called, who may have left since; `within` a sentence, words that are no name begin small. */
export function nameWords(doer: Doer, known: Known, within?: 'sentence'): string {
  const { called, isName } = callingOf(doer, known)
  return isName || within ? called : called.replace(/^./, letter => letter.toUpperCase())
}

function callingOf(
  { type, id, name }: Doer,
  { self, members, isComplete }: Known,
): { called: string; isName: boolean } {
  const named = (called: string) => ({ called, isName: true })
  const unnamed = (called: string) => ({ called, isName: false })
  if (type !== 'user' && type !== 'member') return named(name ?? 'Keyturn itself')
  if (self !== null && id === self.id) return named(self.name ?? self.email)
  const person = members?.find(each => (type === 'user' ? each.userId : each.id) === id)
  if (person) return named(person.name ?? person.email)
  if (name === 'Member' && members !== null && isComplete) return unnamed('somebody who has left')
  const placeholder = placeholders[name ?? 'Member']
  return placeholder === undefined ? named(name ?? '') : unnamed(placeholder)
}
