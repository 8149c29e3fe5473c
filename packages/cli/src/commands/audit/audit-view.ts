import type { ListAuditEventsAnswer } from '@keyturn/contract/client'
import { formatTime } from '../../output/format-time.ts'
import type { Listing } from '../../output/print-list.ts'

type AuditEvent = ListAuditEventsAnswer['data'][number]

export const auditListing: Listing<AuditEvent> = {
  empty: 'No changes.',
  columns: now => [
    { title: 'WHEN', cell: event => formatTime(event.at, now) },
    { title: 'ACTION', cell: event => event.action },
    { title: 'TARGET', cell: event => event.target.name, cut: true },
    { title: 'BY', cell: event => event.actor.name ?? event.actor.type, cut: true },
    { title: 'FROM', cell: event => event.ip ?? '', spare: true },
    { title: 'TARGET ID', cell: event => event.target.id, spare: true },
  ],
}
