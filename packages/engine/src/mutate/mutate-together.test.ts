import { setImmediate as nextTurn } from 'node:timers/promises'
import { expect, test, vi } from 'vitest'
import { listAuditEvents } from '../audit/list-audit-events.ts'
import { verifyAudit } from '../audit/verify-audit.ts'
import { EngineError } from '../errors/engine-error.ts'
import { createKey } from '../keys/create-key.ts'
import type { Storage } from '../storage/storage.ts'
import { onBothDatabases } from '../testing/on-both-databases.ts'
import type { Call, Outcome } from './commit-together.ts'
import type { Context } from './context.ts'
import { mutateTogether } from './mutate-together.ts'

onBothDatabases(suite => {
  /** A context whose transactions are counted, and fail at their commit as often as asked. */
  function counting({ failingCommits = 0 } = {}) {
    let transactions = 0
    let left = failingCommits
    const storage: Storage = Object.create(suite.ctx.storage, {
      transaction: {
        value: async (body: Parameters<Storage['transaction']>[0]) => {
          transactions += 1
          const result = await suite.ctx.storage.transaction(body)
          if (left-- > 0) throw new Error('the connection broke at the commit')
          return result
        },
      },
    })
    const ctx: Context = { ...suite.ctx, storage }
    return { ctx, transactions: () => transactions }
  }

  const draft = (name: string) => ({
    action: 'key.updated' as const,
    organizationId: null,
    target: { type: 'key' as const, id: 'key_x', name },
    details: {},
  })
  const done = (name: string): Outcome<string> => ({
    result: name,
    audit: [draft(name)],
    changes: [{ kind: 'key', id: 'key_x' }],
  })

  /** What the calls of each run were. */
  function recording(outcomeOf: (name: string) => Outcome<string>) {
    const runs: string[][] = []
    const body = async (_: unknown, calls: readonly Call<string>[]) => {
      runs.push(calls.map(({ input }) => input))
      return calls.map(({ input }) => outcomeOf(input))
    }
    return { runs, verb: mutateTogether('keys:write', body) }
  }

  const groupSizeMax = suite.database === 'sqlite' ? 64 : 32

  test('calls that come at the same moment share a transaction, up to 64 of them, on PostgreSQL 32', async () => {
    const { ctx, transactions } = counting()
    const { runs, verb } = recording(done)
    const names = Array.from({ length: groupSizeMax + 8 }, (_, index) => `call ${index}`)
    const answers = await Promise.all(names.map(name => verb(ctx, name)))
    expect(answers.map(({ result }) => result)).toEqual(names)
    expect(runs.map(run => run.length)).toEqual([groupSizeMax, 8])
    expect(runs.flat()).toEqual(names)
    expect(transactions()).toBe(2)
  })

  test('a group waits a moment for as many as before, and goes without those that do not come', async () => {
    const { runs, verb } = recording(done)
    await Promise.all(['one', 'two', 'three'].map(name => verb(suite.ctx, name)))
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
    try {
      const calls = [verb(suite.ctx, 'four')]
      for (let turn = 0; turn < 10; turn++) await nextTurn()
      expect(runs).toHaveLength(1)
      calls.push(verb(suite.ctx, 'five'), verb(suite.ctx, 'six'))
      await Promise.all(calls)
      expect(runs.slice(1)).toEqual([['four', 'five', 'six']])
      const seven = verb(suite.ctx, 'seven')
      await nextTurn()
      vi.advanceTimersByTime(1)
      await seven
      await verb(suite.ctx, 'eight')
      expect(runs.slice(2)).toEqual([['seven'], ['eight']])
    } finally {
      vi.useRealTimers()
    }
  })

  test('a caller with a few calls is in the first group, however many another one has sent before', async () => {
    const { runs, verb } = recording(done)
    const [many, few] = [suite.as(), suite.as()]
    const names = Array.from({ length: 100 }, (_, index) => `many ${index}`)
    const calls = names.map(name => verb(many, name))
    calls.push(verb(few, 'few 1'), verb(few, 'few 2'))
    await Promise.all(calls)
    expect(runs[0]).toEqual(expect.arrayContaining(['few 1', 'few 2']))
    expect(runs.flat().filter(name => name.startsWith('many'))).toEqual(names)
  })

  test('a call that is refused does not keep the others from being done', async () => {
    const { verb } = recording(name =>
      name === 'bad' ? { refusal: new EngineError('conflict', 'No.') } : done(name),
    )
    const settled = await Promise.allSettled(['one', 'bad', 'two'].map(name => verb(suite.ctx, name)))
    expect(settled.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled'])
    expect(settled[1]).toMatchObject({ reason: { code: 'conflict' } })
  })

  test('who lacks the scope is refused before joining', async () => {
    const { runs, verb } = recording(done)
    const refused = verb(suite.as({ scopes: ['keys:read'] }), 'mine')
    await expect(refused).rejects.toMatchObject({ code: 'insufficient_scope' })
    expect(runs).toEqual([])
  })

  test('what fails a group is the fault of one call: the others are done alone, and nothing twice', async () => {
    const before = (await listAuditEvents(suite.ctx, { targetId: 'key_x', limit: 200 })).data.length
    const { runs, verb } = recording(name => {
      if (name === 'bad') throw new TypeError('a bug')
      return done(name)
    })
    const settled = await Promise.allSettled(['one', 'bad', 'two'].map(name => verb(suite.ctx, name)))
    expect(settled.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled'])
    expect(runs).toEqual([['one', 'bad', 'two'], ['one'], ['bad'], ['two']])
    const { data } = await listAuditEvents(suite.ctx, { targetId: 'key_x', limit: 200 })
    expect(data.slice(0, data.length - before).map(({ target }) => target.name)).toEqual(['two', 'one'])
  })

  test('a commit of which nobody knows whether it happened is not repeated', async () => {
    const { ctx, transactions } = counting({ failingCommits: 1 })
    const { runs, verb } = recording(done)
    const settled = await Promise.allSettled(['one', 'two'].map(name => verb(ctx, name)))
    expect(settled.map(({ status }) => status)).toEqual(['rejected', 'rejected'])
    expect([runs.length, transactions()]).toEqual([1, 1])
  })

  test('creates of many customers at once are each audited in their own chain, and every token works', async () => {
    const api = await suite.api()
    const owners = await Promise.all(Array.from({ length: 6 }, () => suite.organization()))
    const keys = await Promise.all(
      Array.from({ length: 30 }, (_, index) =>
        createKey(suite.ctx, {
          apiId: api.id,
          organizationId: owners[index % 6]?.id,
          name: `Sync ${index}`,
          scopes: [index === 7 ? 'no:such' : 'leads:read'],
        }).catch((error: unknown) => error),
      ),
    )
    expect(keys[7]).toMatchObject({ code: 'invalid_input', errors: [{ pointer: '/scopes/0' }] })
    for (const [index, created] of keys.entries()) {
      if (index === 7) continue
      const { key, secret } = (created as Awaited<ReturnType<typeof createKey>>).result
      expect(key).toMatchObject({ name: `Sync ${index}`, organizationId: owners[index % 6]?.id })
      expect(await suite.verify(secret ?? '')).toMatchObject({ code: 'valid', key: { id: key.id } })
    }
    const { data } = await listAuditEvents(suite.ctx, { organizationId: owners[1]?.id ?? '' })
    expect(data.filter(({ action }) => action === 'key.created')).toHaveLength(4)
    expect(await verifyAudit(suite.ctx)).toMatchObject({ valid: true })
  })

  test('of creates for the one place of an organization one is done, also when all come at once', async () => {
    const api = await suite.api({ keyPolicy: 'one_per_organization' })
    const { id: organizationId } = await suite.organization()
    const wish = { apiId: api.id, organizationId, name: 'Only' }
    const settled = await Promise.allSettled(Array.from({ length: 5 }, () => createKey(suite.ctx, wish)))
    const refused = settled.filter(each => each.status === 'rejected')
    expect(refused).toHaveLength(4)
    for (const { reason } of refused) expect(reason).toMatchObject({ code: 'key_exists' })
  })
})
