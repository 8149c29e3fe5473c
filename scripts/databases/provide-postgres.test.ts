import { existsSync } from 'node:fs'
import { Client } from 'pg'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Database } from './database.ts'
import { postgresUrlVariable, providePostgres } from './provide-postgres.ts'

let database: Database
const given = process.env[postgresUrlVariable]

beforeAll(async () => {
  delete process.env[postgresUrlVariable]
  database = await providePostgres()
}, 60_000)

afterAll(async () => {
  if (given !== undefined) process.env[postgresUrlVariable] = given
  await database.stop()
})

async function query(url: string, sql: string): Promise<Record<string, unknown>[]> {
  const client = new Client({ connectionString: url, connectionTimeoutMillis: 5_000 })
  try {
    await client.connect()
    return (await client.query(sql)).rows
  } finally {
    await client.end()
  }
}

test('gives a server whose user may create databases', async () => {
  const name = `keyturn_test_${process.pid}_${process.hrtime.bigint()}`
  await query(database.url, `create database ${name}`)
  await query(database.url, `drop database ${name}`)
})

test('takes the server that the environment names and leaves it running', async () => {
  process.env[postgresUrlVariable] = database.url
  try {
    const second = await providePostgres()
    expect(second.url).toBe(database.url)
    await second.stop()
    expect(await query(database.url, 'select 1 as one')).toEqual([{ one: 1 }])
  } finally {
    delete process.env[postgresUrlVariable]
  }
})

test('refuses, and does not fall back, when the named server is not there', async () => {
  process.env[postgresUrlVariable] = 'postgres://nobody@127.0.0.1:1/none'
  try {
    await expect(providePostgres()).rejects.toThrow(postgresUrlVariable)
  } finally {
    delete process.env[postgresUrlVariable]
  }
})

test('leaves no server and no directory behind once stopped', async () => {
  const second = await providePostgres()
  const started = second.source === 'PostgreSQL from npm'
  const [row] = started ? await query(second.url, 'show data_directory') : []
  await second.stop()
  if (!started) return
  expect(existsSync(String(row?.['data_directory']))).toBe(false)
  await expect(query(second.url, 'select 1')).rejects.toThrow('ECONNREFUSED')
})
