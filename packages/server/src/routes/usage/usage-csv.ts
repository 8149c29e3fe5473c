import { toCsvRecord } from '@keyturn/contract'
import type { UsageEventView } from '@keyturn/engine'

const columns = [
  'id',
  'at',
  'code',
  'keyId',
  'keyName',
  'secretId',
  'apiId',
  'organizationId',
  'environment',
  'method',
  'path',
  'ip',
  'country',
  'userAgent',
  'origin',
  'cost',
  'count',
  'asOf',
  'status',
  'durationMs',
] as const

/** The header first, also when nothing follows. */
export async function* usageCsvPieces(
  pages: AsyncIterable<readonly UsageEventView[]>,
): AsyncGenerator<string, void, undefined> {
  yield toCsvRecord(columns)
  for await (const page of pages) yield page.map(toLine).join('')
}

function toLine({ outcome, ...event }: UsageEventView): string {
  const record: Record<(typeof columns)[number], string | number | null> = {
    ...event,
    status: outcome?.status ?? null,
    durationMs: outcome?.durationMs ?? null,
  }
  return toCsvRecord(columns.map(column => record[column]))
}
