import type { AuditEventView } from '@keyturn/contract/client'
import { nameIn } from './detail-words.ts'

/** `key.created` as `Key created`. */
export function actionWords(action: string): string {
  const words = action.replaceAll(/[._]/g, ' ')
  return words.charAt(0).toUpperCase() + words.slice(1)
}

/**
 * What an event is about, where that says more than its action does: of what has no name it is the noun again. Of a member
 * it is what the event itself calls them, if it does.
 */
export function targetName({ target: { type, name }, details }: AboutTarget): string | null {
  if (type === 'member' || type === 'invitation') return nameIn(details)
  return name.toLowerCase() === type.replaceAll('_', ' ') ? null : name
}

type AboutTarget = Pick<AuditEventView, 'target' | 'details'>
