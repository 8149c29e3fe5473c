import type { ListAuditEventsAnswer } from '@keyturn/contract/client'
import type { ExportColumn } from '../../output/export-list.ts'
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

export const auditColumns: ExportColumn<AuditEvent>[] = [
  { title: 'id', value: event => event.id },
  { title: 'chainId', value: event => event.chainId },
  { title: 'sequence', value: event => event.sequence },
  { title: 'at', value: event => event.at },
  { title: 'action', value: event => event.action },
  { title: 'organizationId', value: event => event.organizationId },
  { title: 'targetType', value: event => event.target.type },
  { title: 'targetId', value: event => event.target.id },
  { title: 'targetName', value: event => event.target.name },
  { title: 'actorType', value: event => event.actor.type },
  { title: 'actorId', value: event => event.actor.id },
  { title: 'actorName', value: event => event.actor.name },
  { title: 'requestId', value: event => event.requestId },
  { title: 'ip', value: event => event.ip },
  { title: 'userAgent', value: event => event.userAgent },
  { title: 'details', value: event => (event.details === null ? null : JSON.stringify(event.details)) },
  { title: 'hash', value: event => event.hash },
]
