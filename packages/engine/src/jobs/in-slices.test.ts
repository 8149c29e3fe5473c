import { expect, test } from 'vitest'
import { pruneReplays, replaySlice } from '../mutate/replay-queries.ts'
import { feedSlice, pruneFeed } from '../storage/feed-queries.ts'
import { onBothDatabases } from '../testing/on-both-databases.ts'
import { inSlices } from './in-slices.ts'

onBothDatabases(suite => {
  /** Removes slice by slice and answers how many went each time. */
  async function removing(size: number, remove: () => Promise<number>): Promise<number[]> {
    const removed: number[] = []
    await inSlices(size, async () => {
      const count = await remove()
      removed.push(count)
      return count
    })
    return removed
  }

  test('feed entries that are old go a slice at a time, and the younger ones stay', async () => {
    const { storage } = suite.ctx
    const entries = (length: number) =>
      Array.from({ length }, () => ({ kind: 'key' as const, id: 'key_old' }))
    await storage.transaction(tx => storage.feed.append(tx, entries(feedSlice), 1))
    await storage.transaction(tx => storage.feed.append(tx, entries(5), 1))
    await storage.transaction(tx => storage.feed.append(tx, entries(2), 3))
    const removed = await removing(feedSlice, () => storage.transaction(tx => pruneFeed(tx, 2)))
    expect(removed.reduce((sum, each) => sum + each, 0)).toBe(feedSlice + 5)
    expect(Math.max(...removed)).toBeLessThanOrEqual(feedSlice)
    const left = storage.lookups.selectFrom('changes').select('at').where('id', '=', 'key_old')
    expect(await left.execute()).toEqual([{ at: 3 }, { at: 3 }])
  })

  test('answers that are no longer replayed go a slice at a time', async () => {
    const { storage } = suite.ctx
    const rows = Array.from({ length: 2 * replaySlice + 1 }, (_, index) => ({
      id: `old ${index}`,
      body: Buffer.alloc(32),
      result: '{}',
      mark: null,
      created_at: index === 0 ? 3 : 1,
    }))
    await storage.transaction(tx => storage.insert(tx, 'replays', rows))
    const removed = await removing(replaySlice, () => storage.transaction(tx => pruneReplays(tx, 2)))
    expect(removed).toEqual([replaySlice, replaySlice, 0])
    const left = storage.lookups.selectFrom('replays').select('id')
    expect(await left.execute()).toEqual([{ id: 'old 0' }])
  })
})
