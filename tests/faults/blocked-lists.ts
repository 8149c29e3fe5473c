import { setTimeout as sleep } from 'node:timers/promises'
import pg from 'pg'
import { createSubject } from '../cluster/tightening.ts'
import { startKeyturn } from '../harness/start-keyturn.ts'

export type BlockedListsReport = {
  /** Lists that hung meanwhile. */
  lists: number
  /** By status, once the table was free again or they gave up. */
  listStatuses: Record<string, number>
  /** By code, while the lists hung. */
  verifications: Record<string, number>
  p99Ms: { before: number; during: number }
}

/** Has 50 lists wait for a locked table, so that their pool is exhausted, and verifies meanwhile (F14). */
export async function runBlockedLists({
  lists,
  forMs,
  ...build
}: {
  lists: number
  forMs: number
  command?: string
}): Promise<BlockedListsReport> {
  const node = await startKeyturn({ database: 'postgres', ...build })
  const locker = new pg.Client({ connectionString: node.databaseUrl ?? '' })
  try {
    const { request } = await createSubject(node)
    const verifications: Record<string, number> = {}
    const askFor = async (ms: number): Promise<number> => {
      const times: number[] = []
      const end = performance.now() + ms
      while (performance.now() < end) {
        const startedAt = performance.now()
        const { code } = await node.client.keys.verify(request).catch(error => ({ code: String(error) }))
        times.push(performance.now() - startedAt)
        verifications[code] = (verifications[code] ?? 0) + 1
        await sleep(2)
      }
      return times.toSorted((one, other) => one - other)[Math.floor(times.length * 0.99)] ?? 0
    }
    const before = await askFor(forMs)
    await locker.connect()
    await locker.query('begin; lock table keys in access exclusive mode')
    const headers = { 'x-api-key': node.rootKey }
    const asked = Array.from({ length: lists }, () => fetch(`${node.url}/v1/keys`, { headers }))
    await sleep(200)
    const during = await askFor(forMs)
    await locker.query('rollback')
    const listStatuses: Record<string, number> = {}
    for (const { status } of await Promise.all(asked)) listStatuses[status] = (listStatuses[status] ?? 0) + 1
    await node.stop()
    return { lists, listStatuses, verifications, p99Ms: { before, during } }
  } finally {
    await locker.end()
    await node.remove()
  }
}
