import type { Database } from '../databases/database.ts'

export type Count = { name: string; count: number }

const counted = [
  'leads',
  'lists',
  'workflows',
  'runs',
  'research',
  'qualifications',
  'emails',
  'exports',
] as const
const priced = ['runs', 'research', 'qualifications', 'emails'] as const

/** Rows of each kind that were made in a period, by the tables' indexes by organization. */
export function countRowsWithin(database: Database, period: Period): Count[] {
  const each = counted.map(
    table => `select '${table}' as name, count(*) as count from ${table}
              where organization_id = :organizationId and created_at >= :from and created_at < :to`,
  )
  return database.prepare<[Period], Count>(each.join(' union all ')).all(period)
}

export function countEmailsByStatusWithin(database: Database, period: Period): Count[] {
  return database
    .prepare<[Period], Count>(
      `select status as name, count(*) as count from emails
       where organization_id = :organizationId and created_at >= :from and created_at < :to
       group by status order by status`,
    )
    .all(period)
}

export type Period = { organizationId: string; from: number; to: number }

export type Spending = { day: string; kind: string; keyId: string | null; calls: number; credits: number }

/** What was paid for, by UTC day, kind and key. */
export function sumSpendingWithin(database: Database, period: Period): Spending[] {
  const each = priced.map(
    table => `select date(created_at / 1000, 'unixepoch') as day, '${table}' as kind, created_by_key_id as keyId,
                count(*) as calls, sum(credits) as credits
              from ${table}
              where organization_id = :organizationId and created_at >= :from and created_at < :to
                ${table === 'research' || table === 'qualifications' ? 'and run_id is null' : ''}
              group by 1, 2, 3`,
  )
  return database.prepare<[Period], Spending>(`${each.join(' union all ')} order by 1 desc, 2, 3`).all(period)
}
