import { type Colours, printable } from './terminal.ts'
import { fitText, textWidth } from './text-width.ts'

export type Column<Row> = {
  title: string
  cell: (row: Row) => string
  /** May be cut where the terminal is narrow. */
  cut?: true
  /** Left out first where even that is not enough. */
  spare?: true
  right?: true
  /** Only for states. */
  colour?: (row: Row, colours: Colours) => ((text: string) => string) | null
}

type Laid<Row> = Column<Row> & { texts: string[]; width: number }
type Width = { columns: number | null; colours: Colours }

const gap = 2
const cutWidthMin = 12

/** Aligned lines, the titles first; no wider than the terminal where it can be helped. */
export function formatTable<Row>(
  rows: readonly Row[],
  columns: readonly Column<Row>[],
  { columns: available, colours }: Width,
): string[] {
  const laid = columns.map(column => {
    const texts = rows.map(row => printable(column.cell(row)))
    return { ...column, texts, width: Math.max(textWidth(column.title), ...texts.map(textWidth)) }
  })
  const fitted = available === null ? laid : fit(laid, available)
  const titles = fitted.map(column => pad(column, column.title))
  const lines = rows.map((row, index) =>
    fitted.map(column => {
      const text = pad(column, fitText(column.texts[index] ?? '', column.width))
      const paint = column.colour?.(row, colours)
      return paint ? paint(text) : text
    }),
  )
  return [colours.dim(join(titles)), ...lines.map(join)]
}

function fit<Row>(columns: Laid<Row>[], available: number): Laid<Row>[] {
  const excess = totalWidth(columns) - available
  if (excess <= 0) return columns
  const slack = columns.reduce((sum, column) => sum + slackOf(column), 0)
  if (slack >= excess) return shrink(columns, excess)
  const spare = columns.findLast(column => column.spare)
  if (spare)
    return fit(
      columns.filter(column => column !== spare),
      available,
    )
  return shrink(columns, slack)
}

/** Takes from the widest first, so that short columns stay whole. */
function shrink<Row>(columns: Laid<Row>[], excess: number): Laid<Row>[] {
  const shrunk = columns.map(column => ({ ...column }))
  for (let left = excess; left > 0; left--) {
    const widest = shrunk
      .filter(column => slackOf(column) > 0)
      .reduce<Laid<Row> | null>(
        (found, column) => (found && found.width >= column.width ? found : column),
        null,
      )
    if (widest) widest.width--
  }
  return shrunk
}

function slackOf(column: Laid<unknown> | Laid<never>): number {
  return column.cut ? Math.max(0, column.width - cutWidthMin) : 0
}

function totalWidth(columns: readonly { width: number }[]): number {
  return columns.reduce((sum, column) => sum + column.width + gap, -gap)
}

function pad({ width, right }: { width: number; right?: true }, text: string): string {
  const blanks = ' '.repeat(Math.max(0, width - textWidth(text)))
  return right ? blanks + text : text + blanks
}

function join(cells: readonly string[]): string {
  return cells.join(' '.repeat(gap)).trimEnd()
}
