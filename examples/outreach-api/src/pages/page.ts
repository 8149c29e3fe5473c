import { z } from 'zod'
import { ProblemError } from '../problems/problem.ts'

export const pageParameters = {
  limit: z
    .string()
    .regex(/^(?:[1-9]\d?|1\d\d|200)$/, 'must be a whole number from 1 to 200')
    .transform(Number)
    .default(50),
  cursor: z.string().max(200).optional(),
}

export type Page<Item> = { data: Item[]; nextCursor: string | null }

/** The id that a page starts below; pages go from the newest id to the oldest. */
export function readCursor(cursor: string | undefined): string | null {
  if (cursor === undefined) return null
  const id = Buffer.from(cursor, 'base64url').toString('latin1')
  if (/^[a-z]+_[0-9a-z]{26}$/.test(id)) return id
  throw new ProblemError({
    status: 400,
    code: 'invalid_cursor',
    title: 'Invalid cursor',
    detail: 'Start the list again without a cursor.',
  })
}

/** Makes a page of up to `limit` rows from a query that asked for one more. */
export function toPage<Item extends { id: string }>(rows: readonly Item[], limit: number): Page<Item> {
  const data = rows.slice(0, limit)
  const last = rows.length > limit ? data.at(-1) : undefined
  return { data, nextCursor: last === undefined ? null : Buffer.from(last.id).toString('base64url') }
}
