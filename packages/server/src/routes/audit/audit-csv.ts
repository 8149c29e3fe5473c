import { toCsvRecord } from '@keyturn/contract'
import type { AuditEventView } from '@keyturn/engine'

const columns = [
  'id',
  'at',
  'action',
  'organizationId',
  'targetType',
  'targetId',
  'targetName',
  'actorType',
  'actorId',
  'actorName',
  'requestId',
  'ip',
  'userAgent',
  'details',
  'chainId',
  'sequence',
  'hash',
  'actorEmail',
] as const

/** The header first, also when nothing follows. */
export async function* auditCsvPieces(
  pages: AsyncIterable<readonly AuditEventView[]>,
): AsyncGenerator<string, void, undefined> {
  yield toCsvRecord(columns)
  for await (const page of pages) yield page.map(toLine).join('')
}

function toLine({ target, actor, details, ...event }: AuditEventView): string {
  const record: Record<(typeof columns)[number], string | number | null> = {
    ...event,
    targetType: target.type,
    targetId: target.id,
    targetName: target.name,
    actorType: actor.type,
    actorId: actor.id,
    actorName: actor.name,
    actorEmail: actor.email,
    details: details === null ? null : JSON.stringify(details),
  }
  return toCsvRecord(columns.map(column => record[column]))
}
