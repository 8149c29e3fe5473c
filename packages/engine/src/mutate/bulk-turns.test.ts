import { setImmediate as nextTurn } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { onBothDatabases } from '../testing/on-both-databases.ts'
import { inBulkTurn } from './bulk-turns.ts'
import type { Context } from './context.ts'
import { mutate } from './mutate.ts'

onBothDatabases(suite => {
  const atOnce = suite.database === 'sqlite' ? 1 : 2

  /** Runs that begin when it is their turn and end when they are told to. */
  function runs() {
    const begun: string[] = []
    const ends = new Map<string, PromiseWithResolvers<void>>()
    const start = (ctx: Context, name: string) => {
      const end = Promise.withResolvers<void>()
      ends.set(name, end)
      return inBulkTurn(ctx, () => {
        begun.push(name)
        return end.promise
      })
    }
    return { begun, start, end: (name: string) => ends.get(name)?.resolve() }
  }

  test('few run at once, and a caller with one does not wait for all of another', async () => {
    const { begun, start, end } = runs()
    const [many, one] = [suite.as(), suite.as()]
    const names = ['many 1', 'many 2', 'many 3', 'many 4']
    const all = names.map(name => start(many, name))
    all.push(start(one, 'one'))
    await nextTurn()
    expect(begun).toEqual(names.slice(0, atOnce))
    end('many 1')
    await all[0]
    await nextTurn()
    expect(begun).toEqual(names.slice(0, atOnce + 1))
    for (const name of [...names, 'one']) end(name)
    await Promise.all(all)
    expect(begun.indexOf('one')).toBe(atOnce + 1)
  })

  test('a turn is given back when its run fails', async () => {
    const failing = () => inBulkTurn(suite.ctx, () => Promise.reject(new Error('no')))
    for (let time = 0; time < 5; time++) await expect(failing()).rejects.toThrow('no')
    expect(await inBulkTurn(suite.ctx, async () => 'yes')).toBe('yes')
  })

  test('a change of many rows waits for its turn, any other does not', async () => {
    const { start, end } = runs()
    const turns = Array.from({ length: atOnce }, (_, index) => start(suite.ctx, `run ${index}`))
    const done: string[] = []
    const change = (name: string, options: { bulk?: true }) =>
      mutate(suite.ctx, 'keys:write', async () => ({ result: name, audit: [], changes: [] }), options).then(
        ({ result }) => done.push(result),
      )
    const bulk = change('bulk', { bulk: true })
    await change('other', {})
    expect(done).toEqual(['other'])
    for (const index of turns.keys()) end(`run ${index}`)
    await Promise.all([...turns, bulk])
    expect(done).toEqual(['other', 'bulk'])
  })
})
