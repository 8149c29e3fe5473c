import { type KeyturnCalls, KeyturnError, type KeyView } from '@keyturn/contract/client'
import type { Run } from '../run.ts'

/** What a key did in the last hour: what its end would interrupt. */
export type RecentUse = { sentence: string; isInUse: boolean }

const hourMs = 3_600_000
const counted = 200

/** Says it as well as this credential may know it. */
export async function describeUse(run: Run, calls: KeyturnCalls, key: KeyView): Promise<RecentUse> {
  const from = new Date(run.now() - hourMs).toISOString()
  try {
    const { data, nextCursor } = await calls.usage.events({
      keyId: key.id,
      code: 'valid',
      from,
      limit: counted,
    })
    if (data.length === 0) return { sentence: 'It was not used in the last hour.', isInUse: false }
    const uses = data.reduce((sum, event) => sum + event.count, 0)
    const addresses = new Set(data.map(event => event.ip)).size
    const atLeast = nextCursor === null ? '' : 'more than '
    return {
      sentence: `It answered ${atLeast}${count(uses, 'request')} from ${count(addresses, 'address')} in the last hour.`,
      isInUse: true,
    }
  } catch (error) {
    if (!(error instanceof KeyturnError) || error.status !== 403) throw error
    return { sentence: 'This credential may not see whether it is in use.', isInUse: false }
  }
}

function count(amount: number, noun: string): string {
  if (amount === 1) return `1 ${noun}`
  return `${amount} ${noun}${noun.endsWith('s') ? 'es' : 's'}`
}
