import { setImmediate as nextTurn } from 'node:timers/promises'
import { sql } from 'kysely'
import { describe, expect, test } from 'vitest'
import { newId } from '../ids/new-id.ts'
import { onBothDatabases } from '../testing/on-both-databases.ts'
import { openStorage } from './open-storage.ts'
import type { Tx } from './storage.ts'
import { UniqueViolation } from './storage-failure.ts'

onBothDatabases(suite => {
  const write = (body: (tx: Tx) => Promise<unknown>) => suite.write(null, body)

  /** The same row again under another id, with some columns changed. */
  async function copyKey(keyId: string, change: Record<string, unknown>): Promise<void> {
    await write(async tx => {
      const row = await tx.selectFrom('keys').selectAll().where('id', '=', keyId).executeTakeFirstOrThrow()
      await tx
        .insertInto('keys')
        .values({ ...row, id: newId('key', Date.now()), ...change })
        .execute()
    })
  }

  describe('a row that exists already is named the same on both databases', () => {
    test('apis_prefix, organizations_external_id, keys_id, keys_sole_slot', async () => {
      const api = await suite.api({ keyPolicy: 'one_per_organization' })
      const organization = await suite.organization({ externalId: 'acme-1' })
      const { key } = await suite.key({ apiId: api.id, organizationId: organization.id })
      const again = (table: 'apis' | 'organizations', id: string) =>
        write(async tx => {
          const row = await tx.selectFrom(table).selectAll().where('id', '=', id).executeTakeFirstOrThrow()
          await tx
            .insertInto(table)
            .values({ ...row, id: `${id}2` } as never)
            .execute()
        })
      await expect(again('apis', api.id)).rejects.toMatchObject({ rule: 'apis_prefix' })
      await expect(again('organizations', organization.id)).rejects.toMatchObject({
        rule: 'organizations_external_id',
      })
      await expect(copyKey(key.id, { id: key.id, sole_slot: null })).rejects.toMatchObject({
        rule: 'keys_id',
      })
      await expect(copyKey(key.id, {})).rejects.toMatchObject({ rule: 'keys_sole_slot' })
    })

    test('secrets_digest, audit_events_chain_id, credit_balances_owner_id', async () => {
      await suite.key({ credits: { remaining: 1 } })
      const repeat = (
        table: 'secrets' | 'audit_events' | 'credit_balances',
        change: Record<string, unknown>,
      ) =>
        write(async tx => {
          const row = await tx.selectFrom(table).selectAll().limit(1).executeTakeFirstOrThrow()
          await tx
            .insertInto(table)
            .values({ ...row, ...change } as never)
            .execute()
        })
      await expect(repeat('secrets', { id: 'sec_2' })).rejects.toMatchObject({ rule: 'secrets_digest' })
      await expect(repeat('audit_events', { id: 'aud_2' })).rejects.toMatchObject({
        rule: 'audit_events_chain_id',
      })
      await expect(repeat('credit_balances', {})).rejects.toMatchObject({ rule: 'credit_balances_owner_id' })
    })
  })

  test('lookups wait for no transaction: renewing a lease needs them', async () => {
    const { storage } = suite.ctx
    const over = Promise.withResolvers<void>()
    const transactions = Array.from({ length: 30 }, () =>
      storage.transaction(async tx => {
        await tx.selectFrom('installation').select('id').execute()
        await over.promise
      }),
    )
    const found = await storage.lookups.selectFrom('installation').select('id').execute()
    over.resolve()
    await Promise.allSettled(transactions)
    expect(found).toHaveLength(1)
  })

  describe('the database itself refuses', () => {
    const secretOf = (keyId: string, organizationId: string, digest: Buffer) => (tx: Tx) =>
      tx
        .insertInto('secrets')
        .values({
          id: newId('sec', Date.now()),
          key_id: keyId,
          organization_id: organizationId,
          digest,
          start: 'ee_live_abc',
          created_at: 1,
        })
        .execute()

    test('digests that are not 32 bytes', async () => {
      const { key } = await suite.key()
      for (const length of [0, 31, 33]) {
        await expect(write(secretOf(key.id, key.organizationId, Buffer.alloc(length, 7)))).rejects.toThrow(
          /CHECK|check/,
        )
      }
      await write(secretOf(key.id, key.organizationId, Buffer.alloc(32, 7)))
    })

    test('a secret whose organization is not that of its key', async () => {
      const { key } = await suite.key()
      const other = await suite.organization()
      await expect(write(secretOf(key.id, other.id, Buffer.alloc(32, 8)))).rejects.toThrow(
        /FOREIGN KEY|foreign key/,
      )
      await expect(write(secretOf('key_none', other.id, Buffer.alloc(32, 8)))).rejects.toThrow(
        /FOREIGN KEY|foreign key/,
      )
    })

    test.each([
      ['a key of no organization', { organization_id: 'org_none' }],
      ['a key of no API', { api_id: 'api_none' }],
      ['a type that is none', { type: 'super' }],
      ['a state that is none', { enabled: 2 }],
      ['a deleted key that still works', { deleted_at: 1 }],
      ['a revoked key that still takes the only place', { revoked_at: 1, sole_slot: 'slot' }],
    ])('%s', async (_, change) => {
      const { key } = await suite.key()
      await expect(copyKey(key.id, change)).rejects.toThrow(/constraint|foreign key/i)
    })

    test('a balance below zero, and a ciphertext without its key', async () => {
      const { key } = await suite.key({ credits: { remaining: 1 } })
      await expect(
        write(tx =>
          tx.updateTable('credit_balances').set({ remaining: -1 }).where('owner_id', '=', key.id).execute(),
        ),
      ).rejects.toThrow(/CHECK|check/)
      await expect(
        write(tx =>
          tx
            .updateTable('secrets')
            .set({ ciphertext: Buffer.from('x') })
            .where('key_id', '=', key.id)
            .execute(),
        ),
      ).rejects.toThrow(/CHECK|check/)
    })

    test('a second installation row, built-in API or built-in organization', async () => {
      await expect(
        write(tx =>
          tx.insertInto('installation').values({ sole: 1, id: 'i', feed_id: 'f', created_at: 0 }).execute(),
        ),
      ).rejects.toBeInstanceOf(UniqueViolation)
      const { id } = await suite.api()
      await expect(
        write(tx => tx.updateTable('apis').set({ builtin: 1 }).where('id', '=', id).execute()),
      ).rejects.toMatchObject({ rule: 'apis_builtin' })
    })
  })

  describe('transactions', () => {
    test('that fail leave nothing behind', async () => {
      const organization = await suite.organization({ name: 'Before' })
      const failing = write(async tx => {
        await tx
          .updateTable('organizations')
          .set({ name: 'After' })
          .where('id', '=', organization.id)
          .execute()
        throw new Error('no')
      })
      await expect(failing).rejects.toThrow('no')
      const { storage } = suite.ctx
      const row = storage.lookups.selectFrom('organizations').select('name').where('id', '=', organization.id)
      expect(await row.execute()).toEqual([{ name: 'Before' }])
    })

    test('of two handles wait for each other without stopping the process, and both happen', async () => {
      const { dataDirectory, databaseUrl } = suite.test
      const { storage: other } = await openStorage({ dataDirectory, databaseUrl })
      const organization = await suite.organization({ name: '0' })
      const increment = (tx: Tx) =>
        sql`update organizations set name = cast(cast(name as integer) + 1 as text) where id = ${organization.id}`.execute(
          tx,
        )
      const release = Promise.withResolvers<void>()
      const held = Promise.withResolvers<void>()
      const holding = other.transaction(async tx => {
        await increment(tx)
        held.resolve()
        await release.promise
      })
      await held.promise
      const waiting = Array.from({ length: 10 }, (_, i) =>
        [suite.ctx.storage, other][i % 2]!.transaction(increment),
      )
      for (let turn = 0; turn < 50; turn++) await nextTurn()
      release.resolve()
      await Promise.all([holding, ...waiting])
      await other.close()
      const row = suite.ctx.storage.lookups.selectFrom('organizations').select('name')
      expect(await row.where('id', '=', organization.id).execute()).toEqual([{ name: '11' }])
    })

    test('that wait in a row let the process do other things between them', async () => {
      const { storage } = suite.ctx
      const turns = countTurns()
      await Promise.all(
        Array.from({ length: 20 }, () => storage.transaction(tx => sql`select 1`.execute(tx))),
      )
      // What a server answers at the same moment is taken in one turn; SQLite works in the process itself.
      expect(turns.stop()).toBeGreaterThanOrEqual(suite.database === 'sqlite' ? 19 : 1)
    })

    test('that take long let the process do other things between their statements', async () => {
      const turns = countTurns()
      await suite.ctx.storage.transaction(async tx => {
        const before = turns.soFar()
        for (let statement = 0; statement < 3; statement++) {
          await sql`select 1`.execute(tx)
          for (const until = performance.now() + 6; performance.now() < until; );
        }
        await sql`select 1`.execute(tx)
        expect(turns.soFar() - before).toBeGreaterThanOrEqual(3)
      })
      turns.stop()
    })

    test('see their own writes and nobody else does before they commit', async () => {
      const { storage } = suite.ctx
      const organization = await suite.organization({ name: 'Before' })
      const name = async (query: typeof storage.lookups) =>
        (
          await query.selectFrom('organizations').select('name').where('id', '=', organization.id).execute()
        )[0]
      await storage.transaction(async tx => {
        await tx
          .updateTable('organizations')
          .set({ name: 'After' })
          .where('id', '=', organization.id)
          .execute()
        expect(await name(tx)).toEqual({ name: 'After' })
        expect(await name(storage.lookups)).toEqual({ name: 'Before' })
      })
      expect(await name(storage.lookups)).toEqual({ name: 'After' })
    })
  })

  if (suite.database === 'sqlite') {
    test('the reader cannot write', async () => {
      const writing = suite.ctx.storage.reader
        .updateTable('apis')
        .set({ name: 'x' })
        .returning('id')
        .execute()
      await expect(writing).rejects.toMatchObject({ code: 'storage_unavailable' })
    })
  }
})

/** Counts how often the event loop comes round. */
function countTurns() {
  let turns = 0
  let stopped = false
  const next = () => {
    turns += 1
    if (!stopped) setImmediate(next)
  }
  setImmediate(next)
  const stop = () => {
    stopped = true
    return turns
  }
  return { soFar: () => turns, stop }
}
