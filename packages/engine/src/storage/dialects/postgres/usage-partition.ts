/** What is cut by month. */
export const usageTables = ['blocks', 'postings', 'outcomes'] as const

/** Newest first. */
export const monthsOfLog = `
  SELECT replace(right(inhrelid::regclass::text, 7), '_', '-') AS month
  FROM pg_inherits WHERE inhparent = 'usage.blocks'::regclass ORDER BY month DESC`

export function partitionOf(table: (typeof usageTables)[number], month: string): string {
  return `usage.${table}_${month.replace('-', '_')}`
}
