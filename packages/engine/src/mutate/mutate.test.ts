import { expect, test } from 'vitest'
import { createApi } from '../apis/create-api.ts'
import { EngineError } from '../errors/engine-error.ts'
import { createKey } from '../keys/create-key.ts'
import { createOrganization } from '../organizations/create-organization.ts'
import { TransientFailure } from '../storage/storage-failure.ts'
import { onBothDatabases } from '../testing/on-both-databases.ts'
import { type Mutation, mutate } from './mutate.ts'

onBothDatabases(suite => {
  const draft = (name: string) => ({
    action: 'key.updated' as const,
    organizationId: null,
    target: { type: 'key' as const, id: 'key_x', name },
    details: {},
  })

  /** How many events and entries there are. */
  async function written(): Promise<{ events: number; entries: number }> {
    const { lookups } = suite.ctx.storage
    const events = await lookups.selectFrom('audit_events').select('id').execute()
    const entries = await lookups.selectFrom('changes').select('id').execute()
    return { events: events.length, entries: entries.length }
  }

  /** A context that counts how often a change is waited for. */
  function counting() {
    const ctx = suite.ctx
    let settled = 0
    const settle: typeof ctx.feed.settle = (mark, at) => {
      settled += 1
      return ctx.feed.settle(mark, at)
    }
    return { ctx: { ...ctx, feed: { settle } }, settled: () => settled }
  }

  test('writes the events and entries of a change with it, and waits until it holds everywhere', async () => {
    const before = await written()
    const { ctx, settled } = counting()
    const { result, effect } = await mutate(ctx, 'keys:write', async () => ({
      result: 42,
      audit: [draft('a'), draft('b')],
      changes: [{ kind: 'key', id: 'key_x' }],
    }))
    expect([result, effect, settled()]).toEqual([42, { everywhere: true }, 1])
    expect(await written()).toEqual({ events: before.events + 2, entries: before.entries + 1 })
  })

  test('a change that no verdict reads waits for nobody', async () => {
    const { ctx, settled } = counting()
    const { effect } = await mutate(ctx, 'keys:write', async () => ({ result: null, audit: [], changes: [] }))
    expect([effect, settled()]).toEqual([{ everywhere: true }, 0])
  })

  test('leaves nothing behind when it refuses, whatever was written before', async () => {
    const before = await written()
    const organization = await suite.organization({ name: 'Before' })
    const after = await written()
    const refusing = mutate<null>(suite.ctx, 'keys:write', async tx => {
      await tx.updateTable('organizations').set({ name: 'After' }).where('id', '=', organization.id).execute()
      throw new EngineError('conflict', 'No.')
    })
    await expect(refusing).rejects.toMatchObject({ code: 'conflict' })
    expect(await written()).toEqual(after)
    expect(after.events).toBe(before.events + 1)
    const row = suite.ctx.storage.lookups
      .selectFrom('organizations')
      .select('name')
      .where('id', '=', organization.id)
    expect(await row.execute()).toEqual([{ name: 'Before' }])
  })

  test('runs nothing for a caller without the scope', async () => {
    let ran = false
    const calling = mutate(suite.as({ scopes: ['keys:read', 'apis:write'] }), 'keys:write', async () => {
      ran = true
      return { result: null, audit: [], changes: [] }
    })
    await expect(calling).rejects.toMatchObject({
      code: 'insufficient_scope',
      message: expect.stringContaining('keys:write'),
    })
    expect(ran).toBe(false)
  })

  test('runs again when it lost a race, and writes once', async () => {
    const before = await written()
    let runs = 0
    const body = async (): Promise<Mutation<number>> => {
      runs += 1
      if (runs < 3) throw new TransientFailure(new Error('lost'))
      return { result: runs, audit: [draft('again')], changes: [] }
    }
    expect((await mutate(suite.ctx, 'keys:write', body)).result).toBe(3)
    expect((await written()).events).toBe(before.events + 1)
  })

  test('a row that exists already becomes the refusal that was named for its rule, and no other', async () => {
    const api = await suite.api()
    const repeat = (rule: string) =>
      mutate<null>(
        suite.ctx,
        'apis:write',
        async tx => {
          const row = await tx
            .selectFrom('apis')
            .selectAll()
            .where('id', '=', api.id)
            .executeTakeFirstOrThrow()
          await tx
            .insertInto('apis')
            .values({ ...row, id: `${api.id}2` })
            .execute()
          return { result: null, audit: [], changes: [] }
        },
        { conflicts: { [rule]: () => new EngineError('key_exists', 'There is one.') } },
      )
    await expect(repeat('apis_prefix')).rejects.toMatchObject({ code: 'key_exists' })
    await expect(repeat('apis_id')).rejects.toMatchObject({ rule: 'apis_prefix' })
  })

  test('a change that does not hold everywhere yet says so, unless it only adds', async () => {
    const late = {
      everywhere: false as const,
      effectiveBy: '2027-01-01T00:00:00.000Z',
      waitingFor: ['node_x'],
    }
    let settled = 0
    const settle = async () => {
      settled += 1
      return late
    }
    const ctx = { ...suite.ctx, feed: { settle } }
    const body = async (): Promise<Mutation<null>> => ({
      result: null,
      audit: [],
      changes: [{ kind: 'key', id: 'key_x' }],
    })
    expect((await mutate(ctx, 'keys:write', body)).effect).toEqual(late)
    expect((await mutate(ctx, 'keys:write', body, { loosening: true })).effect).toEqual({ everywhere: true })
    expect(settled).toBe(2)
    const api = await createApi(ctx, { name: 'New', prefix: `m${suite.database}`.slice(0, 8) })
    const organization = await createOrganization(ctx, { name: 'New' })
    const place = { apiId: api.result.id, organizationId: organization.result.id }
    const key = await createKey(ctx, { ...place, name: 'New' })
    for (const { effect } of [api, organization, key]) expect(effect).toEqual({ everywhere: true })
  })
})
