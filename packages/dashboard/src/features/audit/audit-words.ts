import type { AuditEventView } from '@keyturn/contract/client'
import { nameIn } from './detail-words.ts'

/** `key.created` as `Key created`. */
export function actionWords(action: string): string {
  const words = action.replaceAll(/[._]/g, ' ')
  return words.charAt(0).toUpperCase() + words.slice(1)
}

/**
 * What an event is about, where that says more than its action does. Of a member it is what the event itself calls them,
 * if it does.
 */
export function targetName({ target: { type, name }, details }: AboutTarget): string | null {
  if (type === 'member' || type === 'invitation') return nameIn(details)
  return nameless.has(type) ? null : name
}

/** The log calls these by their noun alone, each of them; people may call a key “Key”. */
const nameless: ReadonlySet<AuditEventView['target']['type']> = new Set(['portal_session', 'session', 'user'])

type AboutTarget = Pick<AuditEventView, 'target' | 'details'>
