import { describe, expect, test } from 'vitest'
import { onBothDatabases } from '../testing/on-both-databases.ts'
import type { Tx } from './storage.ts'

onBothDatabases(suite => {
  const row = (id: string) => ({ id, body: Buffer.alloc(32), result: '{}', mark: null, created_at: 1 })
  const insert = (tx: Tx, ...ids: string[]) => suite.ctx.storage.insert(tx, 'replays', ids.map(row))
  const stored = async (prefix: string) => {
    const rows = await suite.ctx.storage.lookups.selectFrom('replays').select('id').execute()
    return rows.map(({ id }) => id).filter(id => id.startsWith(prefix))
  }

  describe('what an insert fails with ends the transaction, and nothing of it stays', () => {
    test('when it is the last statement', async () => {
      const write = suite.ctx.storage.transaction(tx => insert(tx, 'last 1', 'last 1'))
      await expect(write).rejects.toMatchObject({ rule: 'replays_id' })
      expect(await stored('last')).toEqual([])
    })

    test('when others follow', async () => {
      const write = suite.ctx.storage.transaction(async tx => {
        await insert(tx, 'first 1')
        await insert(tx, 'first 1')
        await tx.selectFrom('apis').select('id').execute()
        await insert(tx, 'first 2')
      })
      await expect(write).rejects.toMatchObject({ rule: 'replays_id' })
      expect(await stored('first')).toEqual([])
    })

    test('and the next transaction is sound', async () => {
      for (let time = 0; time < 20; time++) {
        const write = suite.ctx.storage.transaction(tx => insert(tx, 'again 1', 'again 1'))
        await expect(write).rejects.toMatchObject({ rule: 'replays_id' })
      }
      await suite.ctx.storage.transaction(tx => insert(tx, 'again 1'))
      expect(await stored('again')).toEqual(['again 1'])
    })
  })

  test('columns may come in any order', async () => {
    const { id, ...rest } = row('order 1')
    await suite.ctx.storage.transaction(tx =>
      suite.ctx.storage.insert(tx, 'replays', [row('order 2'), { ...rest, id }]),
    )
    await suite.ctx.storage.transaction(tx =>
      suite.ctx.storage.insert(tx, 'replays', [{ ...rest, id: 'order 3' }]),
    )
    expect((await stored('order')).toSorted()).toEqual(['order 1', 'order 2', 'order 3'])
  })

  test('more rows than go at once are all there', async () => {
    const ids = Array.from({ length: 450 }, (_, index) => `many ${index}`)
    await suite.ctx.storage.transaction(tx => insert(tx, ...ids))
    expect((await stored('many')).length).toBe(450)
  })
})
