import { sql } from 'kysely'

/** Compiling a plan takes some 200 ms, and PostgreSQL does it wherever it expects many rows, for statements of a tenth of one. */
const uncompiled = ['jit=off']

/**
 * Every statement is written for an index. Without statistics, or with those of a table that was small, PostgreSQL takes
 * thirty ids for a sixth of all rows, reads the whole table or sorts all of it for one page, and then keeps that plan.
 */
const indexesFirst = [
  'enable_seqscan=off',
  'enable_bitmapscan=off',
  'enable_hashjoin=off',
  'enable_mergejoin=off',
]

/** What the sessions of the pools and of direct connections are opened with. */
export const sessionOptions = [...uncompiled, ...indexesFirst].map(option => `-c ${option}`).join(' ')

/**
 * Two tables along their indexes, for the rest of a transaction: a look-up for each row takes twice as long where a list
 * looks beside all of them. What it costs is known without statistics, as both sides are read to their end.
 */
export const allowMerging = sql`set local enable_mergejoin = on`
