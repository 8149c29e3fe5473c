import { createClient, type KeyturnClient } from '@keyturn/contract/client'
import { createSubject } from '../cluster/tightening.ts'
import { startKeyturn } from '../harness/start-keyturn.ts'
import { copyKey } from './fill-tables.ts'

export type LargeOrganizationReport = {
  keys: number
  pages: number
  /** Made and deleted while the pages were read. */
  made: number
  deleted: number
  /** Of all pages, in milliseconds. */
  pageMs: { p50: number; most: number }
  /** What must not be; empty. */
  wrong: string[]
}

/** Reads all pages of an organization with so many keys, while keys are made and deleted before, in and behind them (F34). */
export async function runLargeOrganization({
  keys,
  pages,
  ...build
}: {
  database: 'sqlite' | 'postgres'
  keys: number
  /** As many of them as are read; the list goes on behind. */
  pages: number
  command?: string
}): Promise<LargeOrganizationReport> {
  const first = await startKeyturn(build)
  const { rootKey, dataDirectory, databaseUrl } = first
  try {
    const subject = await createSubject(first)
    await first.stop()
    await copyKey({ dataDirectory, databaseUrl }, { keyId: subject.keyId, copies: keys })
    const shared = databaseUrl === null ? {} : { databaseUrl }
    const again = await startKeyturn({ ...build, rootKey, dataDirectory, ...shared })
    const report = await readWhileChanging(createClient({ url: again.url, key: rootKey }), subject, pages)
    await again.stop()
    return { keys, ...report }
  } finally {
    await first.remove()
  }
}

type Subject = { apiId: string; organizationId: string }
const pageSize = 200

async function readWhileChanging(
  client: KeyturnClient,
  { apiId, organizationId }: Subject,
  pages: number,
): Promise<Omit<LargeOrganizationReport, 'keys'>> {
  const wrong: string[] = []
  const seen: string[] = []
  const deleted = new Set<string>()
  const made: string[] = []
  const times: number[] = []
  let cursor: string | null = null
  for (let page = 0; page < pages; page++) {
    const startedAt = performance.now()
    const read = await client.keys.list({ organizationId, limit: pageSize, ...(cursor ? { cursor } : {}) })
    times.push(performance.now() - startedAt)
    const ids = read.data.map(({ id }) => id)
    for (const id of ids) if (deleted.has(id)) wrong.push(`${id} is listed after it was deleted`)
    seen.push(...ids)
    cursor = read.nextCursor
    if (cursor === null) break
    // One that was read, the last one of the page too, where the cursor stands; and a new one before all of them.
    for (const id of new Set([ids[page % ids.length], ids.at(-1)])) {
      if (id === undefined) continue
      await client.keys.delete(id)
      deleted.add(id)
    }
    const { key } = await client.keys.create({ apiId, organizationId, name: `New ${page}` })
    made.push(key.id)
  }
  const whole = cursor === null
  if (seen.some((id, index) => index > 0 && id >= (seen[index - 1] ?? ''))) wrong.push('the order is broken')
  for (const id of made) if (seen.includes(id)) wrong.push(`${id} came into pages that were begun before it`)
  wrong.push(...(await compareWithSmallPages(client, { organizationId, seen, deleted, made, whole })))
  const sorted = times.toSorted((one, other) => one - other)
  const pageMs = { p50: sorted[Math.floor(sorted.length / 2)] ?? 0, most: sorted.at(-1) ?? 0 }
  return { pages: times.length, made: made.length, deleted: deleted.size, pageMs, wrong }
}

/** Afterwards, at rest and in pages of another size: what was there all the time must have been listed, once. */
async function compareWithSmallPages(
  client: KeyturnClient,
  walk: { organizationId: string; seen: string[]; deleted: Set<string>; made: string[]; whole: boolean },
): Promise<string[]> {
  const { organizationId, seen, deleted, made, whole } = walk
  const kept: string[] = []
  const isNew = new Set(made)
  const wanted = seen.length - deleted.size
  for (let cursor: string | null | undefined; cursor !== null && (whole || kept.length < wanted); ) {
    const page = await client.keys.list({ organizationId, limit: 150, ...(cursor ? { cursor } : {}) })
    for (const { id } of page.data) if (!isNew.has(id)) kept.push(id)
    cursor = page.nextCursor
  }
  const listed = seen.filter(id => !deleted.has(id))
  const expected = whole ? kept : kept.slice(0, wanted)
  const differs = listed.length !== expected.length || listed.some((id, index) => id !== expected[index])
  return differs ? [`${listed.length} keys that stayed were listed, ${expected.length} are there`] : []
}
