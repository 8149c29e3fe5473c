import { setImmediate as nextTurn } from 'node:timers/promises'
import { describe, expect, test } from 'vitest'
import type { Reach } from '../access/reach.ts'
import { listAuditEvents } from '../audit/list-audit-events.ts'
import { newId } from '../ids/new-id.ts'
import { createKey } from '../keys/create-key.ts'
import { revokeKey } from '../keys/revoke-key.ts'
import { rotateKey } from '../keys/rotate-key.ts'
import type { Storage } from '../storage/storage.ts'
import { TransientFailure } from '../storage/storage-failure.ts'
import { onBothDatabases } from '../testing/on-both-databases.ts'
import { CallsInFlight } from './calls-in-flight.ts'
import type { Context } from './context.ts'
import { replaysKeptMs } from './idempotent-call.ts'
import { IdempotentRequest } from './idempotent-request.ts'
import { addKept, keptBytesMax } from './replay-budget.ts'
import { pruneReplays } from './replay-queries.ts'

const dayMs = 86_400_000

onBothDatabases(suite => {
  /** A context of a request that carries an Idempotency-Key, and whether it was replayed. */
  function repeatable(key: string, body: unknown = {}, base: Context = suite.ctx) {
    const idempotency = new IdempotentRequest({ key, body: JSON.stringify(body) })
    return { ...base, request: { ...base.request, idempotency } }
  }

  async function wish() {
    const [api, organization] = [await suite.api(), await suite.organization()]
    return { apiId: api.id, organizationId: organization.id, name: 'Sync' }
  }

  const keysOf = async (organizationId: string) =>
    suite.ctx.storage.lookups
      .selectFrom('keys')
      .select('id')
      .where('organization_id', '=', organizationId)
      .execute()

  test('the same request again is answered as before, without the secret, and makes no second key', async () => {
    const input = await wish()
    const key = `once ${input.organizationId}`
    const first = await createKey(repeatable(key), input)
    const again = repeatable(key)
    const second = await createKey(again, input)
    expect(second.result).toEqual({ key: { ...first.result.key }, secret: null })
    expect(second.effect).toEqual({ everywhere: true })
    expect(again.request.idempotency?.isReplayed).toBe(true)
    expect(await keysOf(input.organizationId)).toHaveLength(1)
    const { data } = await listAuditEvents(suite.ctx, { targetId: first.result.key.id })
    expect(data).toHaveLength(1)
  })

  test('the second answer is the first one but for the secret: metadata and names are as they were', async () => {
    const input = { ...(await wish()), name: `kt_live_${'0'.repeat(26)}1CkGt6` }
    const metadata = { secret: 'the recipe', nested: { secret: ['a'] } }
    const first = await createKey(repeatable(`as it was ${input.organizationId}`), { ...input, metadata })
    const second = await createKey(repeatable(`as it was ${input.organizationId}`), { ...input, metadata })
    expect(second.result).toEqual({ key: { ...first.result.key }, secret: null })
    expect(second.result.key).toMatchObject({ name: input.name, metadata })
  })

  test('a call that changed nothing leaves no answer behind', async () => {
    const { key } = await suite.key()
    await revokeKey(suite.ctx, { keyId: key.id })
    const count = async () =>
      (await suite.ctx.storage.lookups.selectFrom('replays').select('id').execute()).length
    const before = await count()
    const again = await revokeKey(repeatable(`nothing ${key.id}`), { keyId: key.id })
    expect(again.result.key.status).toBe('revoked')
    expect(await count()).toBe(before)
  })

  test('a credential of one organization has no more kept than 64 MB a day; who asks for nothing kept goes on', async () => {
    const input = await wish()
    const own = suite.as({ reach: { organizationId: input.organizationId } })
    const first = await createKey(repeatable('one', {}, own), input)
    addKept([{ caller: own, bytes: keptBytesMax }])
    const full = { code: 'rate_limited', message: expect.stringContaining('without Idempotency-Key') }
    await expect(createKey(repeatable('two', {}, own), input)).rejects.toMatchObject(full)
    const replayed = await createKey(repeatable('one', {}, own), input)
    expect(replayed.result.key.id).toBe(first.result.key.id)
    await createKey(own, input)
    await createKey(repeatable(`vendor ${input.organizationId}`), input)
    const tomorrow = { ...own, clock: { ...own.clock, now: () => own.clock.now() + dayMs } }
    await createKey(repeatable('two', {}, tomorrow), input)
  })

  test('an answer counts once when its transaction ran again', async () => {
    const input = await wish()
    const own = suite.as({ reach: { organizationId: input.organizationId } })
    const { key } = (await createKey(own, input)).result
    const answerBytes = JSON.stringify({ key, secret: null }).length
    const again: Storage['transaction'] = async body => {
      const lost = own.storage.transaction(async tx => {
        await body(tx)
        throw new TransientFailure(new Error('lost a race'))
      })
      await expect(lost).rejects.toMatchObject({ code: 'storage_unavailable' })
      return own.storage.transaction(body)
    }
    const storage: Storage = Object.create(own.storage, { transaction: { value: again } })
    addKept([{ caller: { ...own, storage }, bytes: keptBytesMax - 2 * answerBytes }])
    await createKey(repeatable('again', {}, { ...own, storage }), input)
    const last = repeatable('last', {}, { ...own, storage })
    expect((await createKey(last, input)).result.key.name).toBe(input.name)
  })

  test('many at once, on two nodes, make one key', async () => {
    const input = await wish()
    const other = await suite.test.addNode()
    try {
      const elsewhere = other.context(suite.ctx.principal, suite.ctx.request)
      const key = `race ${input.organizationId}`
      const calls = Array.from({ length: 12 }, (_, index) =>
        createKey(repeatable(key, {}, index % 2 ? elsewhere : suite.ctx), input),
      )
      const answers = await Promise.all(calls)
      expect(new Set(answers.map(({ result }) => result.key.id)).size).toBe(1)
      expect(answers.filter(({ result }) => result.secret !== null)).toHaveLength(1)
      expect(await keysOf(input.organizationId)).toHaveLength(1)
    } finally {
      await other.close()
    }
  })

  test('another body under the same key is refused and changes nothing', async () => {
    const input = await wish()
    const key = `other ${input.organizationId}`
    await createKey(repeatable(key, { name: 'Sync' }), input)
    const changed = createKey(repeatable(key, { name: 'Other' }), { ...input, name: 'Other' })
    await expect(changed).rejects.toMatchObject({ code: 'idempotency_mismatch' })
    expect(await keysOf(input.organizationId)).toHaveLength(1)
  })

  test('a key belongs to its caller, its address and its method', async () => {
    const input = await wish()
    const key = `mine ${input.organizationId}`
    const elsewhere = { ...suite.ctx, request: { ...suite.ctx.request, path: '/v1/other' } }
    const bases = [suite.ctx, suite.as({ keyId: 'key_other' }), suite.as({ keyId: 'key_third' }), elsewhere]
    const made = await Promise.all(bases.map(base => createKey(repeatable(key, {}, base), input)))
    expect(new Set(made.map(({ result }) => result.key.id)).size).toBe(4)
  })

  test('a key belongs to the organization that its caller acts in', async () => {
    const input = await wish()
    const { organizationId } = input
    const other = await suite.organization()
    const key = `here ${organizationId}`
    const caller = { keyId: 'key_of_two' }
    const here = suite.as({ ...caller, reach: { organizationId } })
    const there = suite.as({ ...caller, reach: { organizationId: other.id } })
    const first = await createKey(repeatable(key, {}, here), input)
    const foreign = createKey(repeatable(key, {}, there), input)
    await expect(foreign).rejects.toMatchObject({ code: 'not_found' })
    const again = await createKey(repeatable(key, {}, here), input)
    expect(again.result.key.id).toBe(first.result.key.id)
  })

  test('who reaches one API more or less by now gets neither the answer of then nor a second key', async () => {
    const input = await wish()
    const { organizationId, apiId } = input
    const reaches = [{ organizationId }, { organizationId, apiId }] as const
    for (const [then, now] of [reaches, reaches.toReversed()]) {
      const keyId = newId('key', suite.ctx.clock.now())
      const before = (await keysOf(organizationId)).length
      const send = (reach: Partial<Reach> = {}) =>
        createKey(repeatable('reached', {}, suite.as({ keyId, reach })), input)
      const first = await send(then)
      await expect(send(now)).rejects.toMatchObject({ code: 'idempotency_mismatch' })
      expect(await keysOf(organizationId)).toHaveLength(before + 1)
      expect((await send(then)).result).toEqual({ ...first.result, secret: null })
    }
  })

  test('a refused request left nothing, so that it can be sent again when the reason is gone', async () => {
    const input = await wish()
    const key = `again ${input.organizationId}`
    const bad = createKey(repeatable(key), { ...input, scopes: ['no:such'] })
    await expect(bad).rejects.toMatchObject({ code: 'invalid_input' })
    expect((await createKey(repeatable(key), input)).result.secret).not.toBeNull()
  })

  test('a call that died between its change and its answer is answered when it is sent again', async () => {
    const input = await wish()
    const key = `died ${input.organizationId}`
    const settle = () => Promise.reject(new Error('killed'))
    await expect(createKey(repeatable(key, {}, { ...suite.ctx, feed: { settle } }), input)).rejects.toThrow()
    expect((await createKey(repeatable(key), input)).result.secret).toBeNull()
    expect(await keysOf(input.organizationId)).toHaveLength(1)
  })

  test('a repeated call waits for nodes like the first', async () => {
    const { key } = await suite.key()
    const late = {
      everywhere: false as const,
      effectiveBy: '2027-01-01T00:00:00.000Z',
      waitingFor: ['node_x'],
    }
    const first = await revokeKey(repeatable(key.id), { keyId: key.id })
    const slow: Context = { ...suite.ctx, feed: { settle: async () => late } }
    const second = await revokeKey(repeatable(key.id, {}, slow), { keyId: key.id })
    expect(second.effect).toEqual(late)
    expect(second.result).toEqual({ ...first.result, effective: { everywhere: false } })
  })

  test('what is kept holds no secret, no body and no key, and no longer than a day', async () => {
    const input = await wish()
    const { storage, clock } = suite.ctx
    const created = await createKey(repeatable('guess me', { secretWord: 'xyzzy' }), input)
    const rotated = await rotateKey(repeatable('guess me too'), { keyId: created.result.key.id })
    const rows = JSON.stringify(await storage.lookups.selectFrom('replays').selectAll().execute())
    const tokens = [created.result.secret ?? '?', rotated.result.secret ?? '?']
    for (const text of [...tokens, 'xyzzy', 'guess me']) expect(rows).not.toContain(text)
    const tomorrow: Context = { ...suite.ctx, clock: { ...clock, now: () => clock.now() + dayMs } }
    const anew = await createKey(repeatable('guess me', { secretWord: 'xyzzy' }, tomorrow), input)
    expect(anew.result.key.id).not.toBe(created.result.key.id)
    await storage.transaction(tx => pruneReplays(tx, clock.now() + 2 * dayMs - replaysKeptMs))
    expect(await storage.lookups.selectFrom('replays').select('id').execute()).toEqual([])
  })
})

describe('calls with one id', () => {
  test('are carried out one after the other, and others beside them', async () => {
    const calls = new CallsInFlight()
    const order: string[] = []
    const gate = Promise.withResolvers<void>()
    const first = calls.alone('a', async () => {
      await gate.promise
      order.push('first')
      throw new Error('refused')
    })
    const second = calls.alone('a', async () => order.push('second'))
    await calls.alone('b', async () => order.push('beside'))
    gate.resolve()
    await expect(first).rejects.toThrow('refused')
    await second
    expect(order).toEqual(['beside', 'first', 'second'])
  })

  test('are carried out alone when several have waited for the same one', async () => {
    const calls = new CallsInFlight()
    let running = 0
    let most = 0
    const call = async () => {
      most = Math.max(most, ++running)
      await nextTurn()
      running -= 1
    }
    await Promise.all([1, 2, 3, 4].map(() => calls.alone('a', call)))
    expect(most).toBe(1)
  })

  test('do not wait for ever', async () => {
    const calls = new CallsInFlight(1)
    const gate = Promise.withResolvers<void>()
    const first = calls.alone('a', () => gate.promise)
    await expect(calls.alone('a', async () => 1)).rejects.toMatchObject({
      code: 'conflict',
      retryAfterSeconds: 1,
    })
    gate.resolve()
    await first
    expect(await calls.alone('a', async () => 1)).toBe(1)
  })
})
