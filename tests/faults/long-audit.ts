import { type AuditEventView, createClient, type KeyturnClient } from '@keyturn/contract/client'
import { encodeCursor } from '@keyturn/engine/testing'
import { type StartedKeyturn, startKeyturn } from '../harness/start-keyturn.ts'
import { copyAuditEvent } from './fill-tables.ts'

export type LongAuditReport = {
  events: number
  /** The slowest of ten, in milliseconds, by list and page. */
  slowestMs: Record<string, number>
  /** Pages that are not what they must be; empty. */
  wrong: string[]
}

const pageSize = 50
const repetitions = 10

/** Lists the audit log of an organization with so many events, of one with a few, and of all (F34). */
export async function runLongAudit({
  events,
  ...build
}: {
  database: 'sqlite' | 'postgres'
  events: number
  command?: string
}): Promise<LongAuditReport> {
  const first = await startKeyturn(build)
  const { rootKey, dataDirectory, databaseUrl } = first
  try {
    const small = await first.client.organizations.create({ name: 'Seldom' })
    const large = await first.client.organizations.create({ name: 'Busy' })
    const [origin] = (await first.client.audit.events({ organizationId: large.id })).data
    if (!origin) throw new Error('a new organization without an event')
    await first.stop()
    const { idOf } = await copyAuditEvent(
      { dataDirectory, databaseUrl },
      { eventId: origin.id, copies: events },
    )
    const again = await startKeyturn({
      ...build,
      rootKey,
      dataDirectory,
      ...(databaseUrl === null ? {} : { databaseUrl }),
    })
    const report: LongAuditReport = { events, slowestMs: {}, wrong: [] }
    const middle = Math.floor(events / 2)
    const before = { middle: middle + pageSize + 1, last: pageSize + 1 }
    for (const organizationId of [large.id, undefined]) {
      const of = organizationId === undefined ? 'all' : 'the busy one'
      const filter = organizationId === undefined ? {} : { organizationId }
      const cursorAt = (copy: number) => encodeCursor('audit', idOf(copy), filter)
      const expected = (from: number) => Array.from({ length: pageSize }, (_, index) => idOf(from - index))
      // The one that was copied has the greatest id, and is the first of its chain.
      const newest =
        organizationId === undefined ? [origin.id, ...expected(events).slice(0, -1)] : expected(events)
      await look(again, report, { page: `${of}, first`, query: filter, expected: newest })
      const pageBefore = (copy: number) => ({
        query: { ...filter, cursor: cursorAt(copy) },
        expected: expected(copy - 1),
      })
      await look(again, report, { page: `${of}, middle`, ...pageBefore(before.middle) })
      await look(again, report, { page: `${of}, last`, ...pageBefore(before.last) })
    }
    const ofSmall = { page: 'the seldom one', query: { organizationId: small.id } }
    await look(again, report, { ...ofSmall, expected: null })
    await again.stop()
    return report
  } finally {
    await first.remove()
  }
}

type Look = {
  page: string
  query: { organizationId?: string; cursor?: string }
  /** Ids, newest first; null: one event of that organization. */
  expected: string[] | null
}

async function look(
  { url, rootKey }: StartedKeyturn,
  { slowestMs, wrong }: LongAuditReport,
  { page, query, expected }: Look,
): Promise<void> {
  const client: KeyturnClient = createClient({ url, key: rootKey })
  const times: number[] = []
  let data: AuditEventView[] = []
  for (let time = 0; time < repetitions; time++) {
    const startedAt = performance.now()
    ;({ data } = await client.audit.events({ ...query, limit: pageSize }))
    times.push(performance.now() - startedAt)
  }
  slowestMs[page] = Math.round(Math.max(...times))
  const ids = data.map(({ id }) => id)
  const isRight =
    expected === null ? ids.length === 1 && data[0]?.action === 'organization.created' : isPage(ids, expected)
  if (!isRight) wrong.push(`${page}: ${ids.length} events, ${ids[0]} to ${ids.at(-1)}`)
}

function isPage(ids: string[], expected: string[]): boolean {
  return ids.length === expected.length && ids.every((id, index) => id === expected[index])
}
