/** What is cut by month. */
export const usageTables = ['blocks', 'postings', 'outcomes'] as const

export function partitionOf(table: (typeof usageTables)[number], month: string): string {
  return `usage.${table}_${month.replace('-', '_')}`
}
