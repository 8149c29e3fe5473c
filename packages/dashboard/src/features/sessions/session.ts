import type { Session, SignIn } from '@keyturn/contract/client'

/** What signing in still waits for. */
export type SecondStep = NonNullable<SignIn['pending']>

/** Whether one of these permissions is there; operators have all. */
export function mayOneOf(session: Session, permissions: readonly string[]): boolean {
  const own = session.permissions ?? []
  if (session.operator !== null || own.some(permission => permission === 'administer')) return true
  return permissions.some(permission => own.some(each => each === permission))
}

/** One of these shows keys of every API. */
export const keyPermissions: readonly string[] = ['manage_keys', 'view_keys', 'reveal_keys']

const page = /^\/(?:account|(?:organizations|installation)(?:\/[\w~-]+)*)(?:\?[\w=&.~%-]*)?$/

/** The only addresses that signing in may lead to: pages of this very origin, without anything that browsers read anew. */
export function safeNext(next: unknown): string {
  return typeof next === 'string' && (page.test(next) || help.test(next)) ? next : '/'
}

/** With the anchor of what somebody looks up there. */
const help = /^\/(?:organizations\/[\w~-]+\/apis\/[\w~-]+\/)?help(?:\?[\w=&.~%-]*)?(?:#[a-z_-]{1,40})?$/
