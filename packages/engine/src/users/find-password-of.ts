import { createHash } from 'node:crypto'
import type { Context } from '../mutate/context.ts'
import { findPassword } from './password-queries.ts'
import { foldEmail } from './user.ts'
import { findUserByEmail } from './user-queries.ts'

/** Whose password is asked for, its hash, and which of their passwords it is: another one has another mark. */
export type PasswordHolder = { userId: string; hash: string; mark: string }

/** Who may sign in with a password under this address; null for nobody, and for who is disabled or has none. */
export async function findPasswordOf(
  { storage }: Pick<Context, 'storage'>,
  input: { email: string },
): Promise<PasswordHolder | null> {
  const user = await findUserByEmail(storage.lookups, foldEmail(input.email))
  // Asked for also where there is nobody, so that both take the same time.
  const password = await findPassword(storage.lookups, user?.id ?? '')
  if (!user || !password || user.disabled_at !== null) return null
  return { userId: user.id, hash: password.hash, mark: passwordMark(password.hash) }
}

/** Stands for a password while a sign-in goes on, in rows that hold no hash. Hashes are salted: no two are alike. */
export function passwordMark(hash: string): string {
  return createHash('sha256').update(hash, 'utf8').digest('base64url')
}
