export type Cell = string | number | null

export function print(text: string): void {
  process.stdout.write(`${text}\n`)
}

/** Columns are as wide as their widest cell; numbers stand right. */
export function printTable(title: string, rows: readonly Readonly<Record<string, Cell>>[]): void {
  const columns = Object.keys(rows[0] ?? {})
  const widths = columns.map(column =>
    Math.max(column.length, ...rows.map(row => format(row[column] ?? null).length)),
  )
  print(`\n${title}`)
  print(columns.map((column, index) => column.padEnd(widths[index] ?? 0)).join('  '))
  print(widths.map(width => '-'.repeat(width)).join('  '))
  for (const row of rows) {
    const cells = columns.map((column, index) => {
      const value = row[column] ?? null
      const width = widths[index] ?? 0
      return typeof value === 'number' ? format(value).padStart(width) : format(value).padEnd(width)
    })
    print(cells.join('  ').trimEnd())
  }
}

function format(value: Cell): string {
  if (value === null) return '–'
  if (typeof value === 'string') return value
  if (!Number.isFinite(value)) return '–'
  if (Math.abs(value) >= 1_000) return Math.round(value).toLocaleString('en-US')
  return String(Number(value.toPrecision(3)))
}
