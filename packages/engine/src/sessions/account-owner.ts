import { assertOwnsAccount } from '../access/assert-owns-account.ts'
import type { Principal } from '../access/principal.ts'
import { assertSignedIn } from './own-session.ts'

/** Somebody and where they are signed in. */
export type SignedIn = ReturnType<typeof assertSignedIn>

/** Somebody who is signed in and may change how they sign in. */
export function ownerOfAccount(principal: Principal): SignedIn {
  const person = assertSignedIn(principal)
  assertOwnsAccount(principal)
  return person
}
