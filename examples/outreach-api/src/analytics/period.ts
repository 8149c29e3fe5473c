import { z } from 'zod'
import { ProblemError } from '../problems/problem.ts'

const dayMs = 86_400_000
const daysDefault = 30
const daysMax = 366

const instant = z.iso.datetime({ offset: true, error: 'must be an instant such as 2026-11-01T00:00:00Z' })

export const periodQuery = z.strictObject({ from: instant.optional(), to: instant.optional() })

/** From `from` to just before `to`, in milliseconds; the last 30 days unless told otherwise. */
export function readPeriod(query: z.output<typeof periodQuery>, now: number): { from: number; to: number } {
  const to = query.to === undefined ? now + 1 : Date.parse(query.to)
  const from = query.from === undefined ? to - daysDefault * dayMs : Date.parse(query.from)
  if (from < to && to - from <= daysMax * dayMs) return { from, to }
  throw new ProblemError({
    status: 400,
    code: 'invalid_parameter',
    title: 'Invalid parameter',
    detail: `Ask for a period that ends after it begins, of ${daysMax} days at most.`,
    errors: [{ pointer: '/from', message: 'does not fit to' }],
  })
}
