import type { FastifyInstance } from 'fastify'
import { callerOf } from '../callers/caller.ts'
import type { DataSets } from '../databases/data-sets.ts'
import { guarded } from '../prices/guarded.ts'
import { parseQuery } from '../problems/parse-input.ts'
import { countEmailsByStatusWithin, countRowsWithin, sumSpendingWithin } from './analytics-queries.ts'
import { periodQuery, readPeriod } from './period.ts'

/** `/v1/analytics`: what has been done. `/v1/usage`: what it has cost, and which key spent it. */
export function registerAnalyticsRoutes(server: FastifyInstance, dataSets: DataSets): void {
  server.get('/v1/analytics', guarded(['analytics:read']), request => {
    const { database, organizationId } = callerOf(request, dataSets)
    const period = readPeriod(parseQuery(periodQuery, request.query), Date.now())
    return {
      ...toInstants(period),
      created: toRecord(countRowsWithin(database, { organizationId, ...period })),
      emails: toRecord(countEmailsByStatusWithin(database, { organizationId, ...period })),
    }
  })

  server.get('/v1/usage', guarded(['usage:read']), request => {
    const { database, organizationId } = callerOf(request, dataSets)
    const period = readPeriod(parseQuery(periodQuery, request.query), Date.now())
    const days = sumSpendingWithin(database, { organizationId, ...period })
    return {
      ...toInstants(period),
      credits: days.reduce((sum, day) => sum + day.credits, 0),
      remaining: request.keyturn.verdict?.credits?.remaining ?? null,
      days,
    }
  })
}

function toInstants({ from, to }: { from: number; to: number }): { from: string; to: string } {
  return { from: new Date(from).toISOString(), to: new Date(to).toISOString() }
}

function toRecord(counts: readonly { name: string; count: number }[]): Record<string, number> {
  return Object.fromEntries(counts.map(({ name, count }) => [name, count]))
}
