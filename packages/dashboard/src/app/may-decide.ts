import type { Session } from '@keyturn/contract/client'
import { mayOneOf } from '../features/sessions/session.ts'

/** Which requests of members somebody may decide. */
export function mayDecide(session: Session): { decideResets: boolean; decideAccess: boolean } {
  return {
    decideResets: mayOneOf(session, ['manage_keys']),
    decideAccess: mayOneOf(session, ['manage_users']),
  }
}
