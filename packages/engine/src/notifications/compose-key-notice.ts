import type { Actor } from '../access/principal.ts'
import { everything } from '../access/reach.ts'
import type { AuditBody } from '../audit/audit-event.ts'
import { findOrganizationWithin } from '../organizations/organization-queries.ts'
import type { NoticeSubject } from '../outbox/notice.ts'
import { type KeyAction, keyActions } from '../outbox/source.ts'
import { readJson } from '../storage/read-json.ts'
import type { Queryable } from '../storage/storage.ts'
import { isStoredObject, isText } from '../storage/stored-members.ts'
import { findUser } from '../users/user-queries.ts'
import type { Notice, ToldKeyEvent } from './notice.ts'
import { selectEvents } from './told-event-queries.ts'

type KeySubject = Extract<NoticeSubject, { kind: 'keys' }>

/** From the audit log, where each event is once; null for an organization that is gone. */
export async function composeKeyNotice(
  query: Queryable,
  organizationId: string,
  { details: { sequences, totals } }: KeySubject,
): Promise<Notice | null> {
  const organization = await findOrganizationWithin(query, organizationId, everything)
  if (!organization) return null
  const rows = await selectEvents(query, { chainId: organizationId, sequences })
  const events: ToldKeyEvent[] = []
  for (const { body, details } of rows) {
    const { action, target, at, actor, ip, userAgent }: AuditBody = JSON.parse(body)
    if (!isKeyAction(action)) continue
    const by = await nameOf(query, actor)
    const start = startIn(readJson<unknown>(details ?? '', null))
    events.push({ action, keyName: target.name, start, at: Date.parse(at), by, ip, userAgent })
  }
  const { name: organizationName, timezone } = organization
  return { kind: 'keys', organizationName, timezone, totals, events }
}

function isKeyAction(action: string): action is KeyAction {
  return keyActions.some(each => each === action)
}

/** The key as it was afterwards, or else before; a reveal names the beginning alone. */
function startIn(details: unknown): string | null {
  if (!isStoredObject(details)) return null
  for (const place of [details['after'], details['before'], details]) {
    if (isStoredObject(place) && isText(place['start'])) return place['start']
  }
  return null
}

/** People by their own name: the audit log keeps that of their kind. */
async function nameOf(query: Queryable, actor: Actor): Promise<string> {
  if (actor.type === 'key') return `the API key ${actor.name}`
  const user = actor.type === 'user' ? await findUser(query, actor.id) : undefined
  if (!user) return actor.name
  return user.name === null ? user.email : `${user.name} (${user.email})`
}
