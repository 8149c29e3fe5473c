import pg from 'pg'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { freshPostgres } from '../../../testing/fresh-postgres.ts'
import { DirectConnection } from './direct-connection.ts'

let database: Awaited<ReturnType<typeof freshPostgres>>
let direct: DirectConnection

beforeEach(async () => {
  database = await freshPostgres()
  direct = new DirectConnection(database.url)
  await elsewhere('create table rows (id int primary key)')
  await elsewhere('insert into rows values (1)')
})
afterEach(async () => {
  await direct.close()
  await database.drop()
})

const prepared = { name: 'list rows', text: 'select id from rows' }

async function elsewhere(statement: string): Promise<void> {
  const client = new pg.Client(database.url)
  await client.connect()
  await client.query(statement).finally(() => client.end())
}

test('a prepared statement whose columns have changed fails once, and works from then on', async () => {
  expect((await direct.query(prepared)).rows).toEqual([{ id: 1 }])
  await elsewhere('alter table rows alter id type text')
  await expect(direct.query(prepared)).rejects.toMatchObject({ code: '0A000' })
  expect((await direct.query(prepared)).rows).toEqual([{ id: '1' }])
})

test('a prepared statement that the server has forgotten fails once, and works from then on', async () => {
  await direct.query(prepared)
  await direct.query('deallocate all')
  await expect(direct.query(prepared)).rejects.toMatchObject({ code: '26000' })
  expect((await direct.query(prepared)).rows).toEqual([{ id: 1 }])
})

test('a statement that is wrong does not cost the connection', async () => {
  const session = async () => (await direct.query('select pg_backend_pid() as id')).rows
  const before = await session()
  await expect(direct.query('select 1/0')).rejects.toMatchObject({ code: '22012' })
  expect(await session()).toEqual(before)
})
