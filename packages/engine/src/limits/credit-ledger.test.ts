import fc from 'fast-check'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { EngineError } from '../errors/engine-error.ts'
import { newId } from '../ids/new-id.ts'
import type { Storage } from '../storage/storage.ts'
import { makeDatabase, type TestDatabase } from '../usage/testing/usage-databases.ts'
import { type CreditsInput, toCreditBalance } from './credit-balance.ts'
import { CreditLedger } from './credit-ledger.ts'
import {
  deleteCreditBalance,
  findCreditBalances,
  insertCreditBalance,
  setCreditBalance,
} from './credit-queries.ts'

const start = Date.UTC(2026, 10, 20, 12)

describe.each(['sqlite', 'postgres'] as const)('on %s', kind => {
  let database: TestDatabase
  let storage: Storage
  let organizationId: string
  let now: number

  beforeAll(async () => {
    database = await makeDatabase(kind)
    storage = database.storage
    organizationId = newId('org', start)
    await storage.transaction(tx =>
      tx
        .insertInto('organizations')
        .values({
          id: organizationId,
          name: 'Acme',
          external_id: null,
          scope_ceiling: null,
          timezone: 'UTC',
          business_hours: null,
          key_policy: '{}',
          rate_limits: '[]',
          has_credits: 0,
          created_at: start,
          updated_at: start,
          deleted_at: null,
        })
        .execute(),
    )
  })
  afterAll(() => database.drop())
  beforeEach(() => {
    now = start
  })

  async function owner(credits: CreditsInput): Promise<string> {
    const ownerId = newId('key', start)
    const balance = toCreditBalance(credits, { id: ownerId, organizationId, timezone: 'UTC' }, now)
    await storage.transaction(tx => insertCreditBalance(tx, balance))
    return ownerId
  }

  async function remaining(ownerId: string): Promise<number | undefined> {
    return (await findCreditBalances(storage.lookups, [ownerId]))[0]?.remaining
  }

  function ledger(): CreditLedger {
    return new CreditLedger({ storage, now: () => now })
  }

  test('64 callers on three nodes never spend a credit twice, and leave none unspent', async () => {
    const ownerId = await owner({ remaining: 500 })
    const nodes = [ledger(), ledger(), ledger()]
    let spent = 0
    const calls = Array.from({ length: 64 }, async (_, caller) => {
      for (let i = 0; i < 12; i++) {
        const result = await nodes[(caller + i) % 3]!.debit([ownerId], 1)
        if (result.ok) spent += 1
      }
    })
    await Promise.all(calls)
    expect(spent).toBe(500)
    expect(await remaining(ownerId)).toBe(0)
  })

  test('all owners of a debit pay, or none does', async () => {
    const key = await owner({ remaining: 10 })
    const shared = await owner({ remaining: 3 })
    const one = ledger()
    expect(await one.debit([key, shared], 2)).toEqual({ ok: true, remaining: 1 })
    expect(await one.debit([key, shared], 2)).toEqual({ ok: false, remaining: 1 })
    expect([await remaining(key), await remaining(shared)]).toEqual([8, 1])
  })

  test('a batch that is too much for its owner is decided one by one, in order', async () => {
    const ownerId = await owner({ remaining: 5 })
    const one = ledger()
    const results = await Promise.all([3, 4, 0, 2, 1].map(cost => one.debit([ownerId], cost)))
    expect(results).toEqual([
      { ok: true, remaining: 2 },
      { ok: false, remaining: 2 },
      { ok: true, remaining: 2 },
      { ok: true, remaining: 0 },
      { ok: false, remaining: 0 },
    ])
    expect(await remaining(ownerId)).toBe(0)
  })

  test('whatever is asked in one batch, balances are what the answers say', async () => {
    const debits = fc.array(fc.tuple(fc.subarray([0, 1, 2], { minLength: 1 }), fc.nat(4)), { maxLength: 12 })
    const given = fc.array(fc.nat(12), { minLength: 3, maxLength: 3 })
    await fc.assert(
      fc.asyncProperty(given, debits, async (balances, asked) => {
        const owners = await Promise.all(balances.map(each => owner({ remaining: each })))
        const one = ledger()
        const expected = [...balances]
        const results = await Promise.all(
          asked.map(([who, cost]) =>
            one.debit(
              who.map(i => owners[i]!),
              cost,
            ),
          ),
        )
        for (const [index, [who, cost]] of asked.entries()) {
          const isCovered = who.every(i => expected[i]! >= cost)
          if (isCovered) for (const i of who) expected[i]! -= cost
          const least = Math.min(...who.map(i => expected[i]!))
          expect(results[index]).toEqual({ ok: isCovered, remaining: least })
        }
        expect(await Promise.all(owners.map(remaining))).toEqual(expected)
      }),
      { numRuns: 25 },
    )
  })

  test('a refill that is due sets the balance once, whoever comes first', async () => {
    const ownerId = await owner({ remaining: 1, refill: { amount: 10, every: 'day' } })
    now = Date.UTC(2026, 10, 23, 8)
    const nodes = [ledger(), ledger()]
    const results = await Promise.all(Array.from({ length: 14 }, (_, i) => nodes[i % 2]!.debit([ownerId], 1)))
    expect(results.filter(result => result.ok)).toHaveLength(10)
    const [row] = await findCreditBalances(storage.lookups, [ownerId])
    expect(row).toMatchObject({ remaining: 0, refills_at: Date.UTC(2026, 10, 24) })
  })

  test('a refill that is due comes before a debit that the old balance would have covered', async () => {
    const ownerId = await owner({ remaining: 5, refill: { amount: 10, every: 'day' } })
    now = Date.UTC(2026, 10, 21)
    expect(await ledger().debit([ownerId], 1)).toEqual({ ok: true, remaining: 9 })
  })

  test('a debit of one owner leaves the refill of another where it was', async () => {
    const refilled = await owner({ remaining: 5, refill: { amount: 10, every: 'month' } })
    const poor = await owner({ remaining: 0 })
    const one = ledger()
    await Promise.all([one.debit([refilled], 1), one.debit([poor], 1), one.debit([refilled, poor], 1)])
    const [row] = await findCreditBalances(storage.lookups, [refilled])
    expect(row).toMatchObject({ remaining: 4, refills_at: Date.UTC(2026, 11, 1) })
  })

  test('an owner without a balance cannot pay', async () => {
    const ownerId = await owner({ remaining: 5 })
    await storage.transaction(tx => deleteCreditBalance(tx, ownerId))
    expect(await ledger().debit([ownerId], 1)).toEqual({ ok: false, remaining: 0 })
  })

  test('setting a balance replaces what was left and how it refills', async () => {
    const ownerId = await owner({ remaining: 5, refill: { amount: 10, every: 'week' } })
    const balance = toCreditBalance({ remaining: 7 }, { id: ownerId, organizationId, timezone: 'UTC' }, now)
    await storage.transaction(tx => setCreditBalance(tx, balance))
    const [row] = await findCreditBalances(storage.lookups, [ownerId])
    expect(row).toMatchObject({ remaining: 7, refill_amount: null, refills_at: null })
  })
})

test('while the database is away a debit is refused as storage_unavailable, and works again after', async () => {
  let isAway = true
  const storage: Pick<Storage, 'transaction'> = {
    transaction: async <T>(): Promise<T> => {
      if (isAway) throw new Error('connection refused')
      return { results: [{ ok: true, remaining: 4 }], balances: new Map([['key_1', 4]]) } as T
    },
  }
  const ledger = new CreditLedger({ storage, now: () => 0 })
  const refused = await ledger.debit(['key_1'], 1).catch((error: unknown) => error)
  expect(refused).toBeInstanceOf(EngineError)
  expect(refused).toMatchObject({ code: 'storage_unavailable', retryAfterSeconds: 1 })
  isAway = false
  expect(ledger.covers(['key_1'], 1)).toBe(false)
  expect(await ledger.debit(['key_1'], 1)).toEqual({ ok: true, remaining: 4 })
  expect([ledger.covers(['key_1'], 4), ledger.covers(['key_1', 'org_1'], 4)]).toEqual([true, false])
  const waiting = ledger.debit(['key_1'], 3)
  expect([ledger.covers(['key_1'], 1), ledger.covers(['key_1'], 2)]).toEqual([true, false])
  isAway = true
  await waiting.catch(() => {})
  expect(ledger.covers(['key_1'], 1)).toBe(false)
})

test('what is asked while a transaction is in flight shares the next one', async () => {
  const gate = Promise.withResolvers<void>()
  let transactions = 0
  const storage: Pick<Storage, 'transaction'> = {
    transaction: async <T>(): Promise<T> => {
      transactions += 1
      await gate.promise
      return { results: [], balances: new Map() } as T
    },
  }
  const ledger = new CreditLedger({ storage, now: () => 0 })
  const first = ledger.debit(['key_1'], 1)
  await new Promise(resolve => setImmediate(() => setImmediate(resolve)))
  const later = Array.from({ length: 40 }, () => ledger.debit(['key_1'], 1))
  gate.resolve()
  await Promise.all([first, ...later])
  expect(transactions).toBe(2)
})
