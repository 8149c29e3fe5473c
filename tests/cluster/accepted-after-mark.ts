import { readStored } from '../faults/read-stored.ts'
import type { Cluster } from './start-cluster.ts'

/** Newer than these only refusals: a key is accepted up to its revocation and never again. */
const newestPerKey = 100

/**
 * Accepted verifications that were decided on a state that included the key's revocation. Every usage event says at
 * which position of the feed it was decided, and every audit event where its change stands, so that the promise can be
 * checked afterwards and without clocks. The processes of the cluster must have ended.
 */
export async function acceptedAfterMark(cluster: Cluster): Promise<string[]> {
  const { revocationMarks } = await readStored(cluster.first)
  const reader = await cluster.add()
  const found: string[] = []
  for (const [keyId, mark] of revocationMarks) {
    const { data } = await reader.client.usage.events({ keyId, code: 'valid', limit: newestPerKey })
    for (const event of data) if (includes(event.asOf, mark)) found.push(event.id)
  }
  await reader.stop()
  return found
}

/**
 * Whether a position of the change feed includes a transaction, by the words of the documentation alone: on SQLite a
 * number, on PostgreSQL a snapshot `xmin:xmax:xip,…`.
 */
function includes(position: string, mark: string): boolean {
  if (!position.includes(':')) return Number(position) >= Number(mark)
  const [xmin = '', xmax = '', underWay = ''] = position.split(':')
  if (BigInt(mark) < BigInt(xmin)) return true
  return BigInt(mark) < BigInt(xmax) && !underWay.split(',').includes(mark)
}
