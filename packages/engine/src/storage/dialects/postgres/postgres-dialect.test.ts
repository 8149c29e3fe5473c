import { CompiledQuery, type Transaction } from 'kysely'
import pg from 'pg'
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { freshPostgres } from '../../../testing/fresh-postgres.ts'
import { transactionsOver, type UnawaitedQuery } from './postgres-dialect.ts'

type Tables = { rows: { id: number } }

let database: Awaited<ReturnType<typeof freshPostgres>>
let pool: pg.Pool

beforeAll(async () => {
  database = await freshPostgres()
  pool = new pg.Pool({ connectionString: database.url, max: 1, pipeline: true })
  await pool.query('create table rows (id int primary key)')
})
afterEach(async () => {
  await pool.query('delete from rows')
})
afterAll(async () => {
  await pool.end()
  await database.drop()
})

const transaction = (body: (tx: Transaction<Tables>) => Promise<unknown>) =>
  transactionsOver<Tables>(pool)(body)
const insertion = (id: number): UnawaitedQuery => ({
  ...CompiledQuery.raw('insert into rows values ($1)', [id]),
  prepareAs: 'insertion',
})
const stored = async () => (await pool.query<Tables['rows']>('select id from rows')).rows.map(({ id }) => id)

/** The pool's only session. */
async function session(): Promise<pg.PoolClient> {
  const client = await pool.connect()
  client.release()
  return client
}

test.each([
  ['an insert that nobody waits for', async (tx: Transaction<Tables>) => tx.executeQuery(insertion(1))],
  [
    'an insert that is waited for',
    async (tx: Transaction<Tables>) => tx.insertInto('rows').values({ id: 1 }).execute(),
  ],
  [
    'an insert in a WITH',
    async (tx: Transaction<Tables>) =>
      tx
        .with('added', db => db.insertInto('rows').values({ id: 1 }).returning('id'))
        .selectFrom('added')
        .select('id')
        .execute(),
  ],
  [
    'an insert after a read whose failure is swallowed',
    async (tx: Transaction<Tables>) => {
      const reading = tx.selectFrom('rows').select('id').execute()
      await reading.catch(() => {})
      await tx.executeQuery(insertion(1))
    },
  ],
])('where no transaction begins, %s is not made', async (_, write) => {
  const client = await session()
  const { query } = client
  client.query = ((...input: [pg.QueryConfig]) => {
    if (input[0].text !== 'begin') return Reflect.apply(query, client, input)
    client.query = query
    return Reflect.apply(query, client, ['select 1/0'])
  }) as never
  const writing = transaction(async tx => {
    await write(tx)
    await tx.selectFrom('rows').select('id').execute()
  })
  await expect(writing).rejects.toThrow('division by zero')
  expect(await stored()).toEqual([])
})

test('a transaction whose failure is swallowed is not committed', async () => {
  const writing = transaction(async tx => {
    await tx.executeQuery(insertion(2))
    await tx.executeQuery(insertion(2))
    const reading = tx.selectFrom('rows').select('id').execute()
    await expect(reading).rejects.toMatchObject({ rule: 'rows_id' })
  })
  await expect(writing).rejects.toMatchObject({ rule: 'rows_id' })
  expect(await stored()).toEqual([])
})

test('a commit that is answered with a rollback is none', async () => {
  const client = await session()
  const writing = transaction(async tx => {
    await tx.executeQuery(insertion(3))
    await tx.selectFrom('rows').select('id').execute()
    await client.query('select 1/0').catch(() => {})
  })
  await expect(writing).rejects.toThrow('commit was answered with ROLLBACK')
  expect(await stored()).toEqual([])
})

test('statements that are asked for together are sent together, and carried out in that order', async () => {
  const client = await session()
  const { query } = client
  let unanswered = 0
  let unansweredMost = 0
  client.query = ((...input: unknown[]) => {
    unanswered += 1
    unansweredMost = Math.max(unansweredMost, unanswered)
    return Reflect.apply(query, client, input).finally(() => (unanswered -= 1))
  }) as never
  const counts = await transaction(async tx => {
    const count = () => tx.selectFrom('rows').select(eb => eb.fn.countAll<string>().as('count'))
    // The first write waits until the transaction is known to have begun.
    await count().execute()
    await tx.insertInto('rows').values({ id: 3 }).execute()
    const [before, , after] = await Promise.all([
      count().executeTakeFirstOrThrow(),
      tx.insertInto('rows').values({ id: 4 }).execute(),
      count().executeTakeFirstOrThrow(),
    ])
    return [before.count, after.count]
  }).finally(() => (client.query = query))
  expect(counts).toEqual(['1', '2'])
  expect(unansweredMost).toBeGreaterThan(2)
})

test('of statements that are asked for together the first to fail is what the others fail with', async () => {
  const writing = transaction(async tx => {
    await tx.insertInto('rows').values({ id: 5 }).execute()
    const again = tx.insertInto('rows').values({ id: 5 }).execute()
    const reading = tx.selectFrom('rows').select('id').execute()
    const failures = await Promise.allSettled([again, reading])
    expect(failures).toMatchObject(Array(2).fill({ status: 'rejected', reason: { rule: 'rows_id' } }))
  })
  await expect(writing).rejects.toMatchObject({ rule: 'rows_id' })
  expect(await stored()).toEqual([])
})

test('an insert that nobody waits for hides no failure before it', async () => {
  const writing = transaction(async tx => {
    await tx.insertInto('rows').values({ id: 5 }).execute()
    const again = tx.insertInto('rows').values({ id: 5 }).execute()
    await Promise.all([again, tx.executeQuery(insertion(6))])
  })
  await expect(writing).rejects.toMatchObject({ rule: 'rows_id' })
  expect(await stored()).toEqual([])
})

test('nothing is carried out on a transaction that is over', async () => {
  let kept: Transaction<Tables> | undefined
  await transaction(async tx => {
    kept = tx
  })
  await expect(kept?.insertInto('rows').values({ id: 6 }).execute()).rejects.toThrow('after the end')
  expect(await stored()).toEqual([])
})

test('a write that waits for the beginning of a transaction that is refused meanwhile is not made', async () => {
  let write: Promise<unknown> | undefined
  const writing = transaction(tx => {
    write = tx.insertInto('rows').values({ id: 8 }).execute()
    write.catch(() => {})
    return Promise.all([write, Promise.reject(new Error('refused'))])
  })
  await expect(writing).rejects.toThrow('refused')
  await expect(write).rejects.toThrow('after the end')
  expect(await stored()).toEqual([])
})

test('what is asked for together at the beginning of a transaction is carried out in that order', async () => {
  await transaction(async tx => {
    const count = () => tx.selectFrom('rows').select(eb => eb.fn.countAll<string>().as('count'))
    const [before, , after] = await Promise.all([
      count().executeTakeFirstOrThrow(),
      tx.insertInto('rows').values({ id: 7 }).execute(),
      count().executeTakeFirstOrThrow(),
    ])
    expect([before.count, after.count]).toEqual(['0', '1'])
  })
  expect(await stored()).toEqual([7])
})
