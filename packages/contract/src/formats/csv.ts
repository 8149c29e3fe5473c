export type CsvValue = string | number | null

/** RFC 4180: CRLF after every record, a header first, quotes around what holds a comma, a quote or a line break. */
export function toCsv<Column extends string>(
  rows: readonly Readonly<Record<Column, CsvValue>>[],
  columns: readonly Column[],
): string {
  return [columns, ...rows.map(row => columns.map(column => row[column]))].map(toCsvRecord).join('')
}

/** One record, for whoever writes as the rows come. */
export function toCsvRecord(values: readonly CsvValue[]): string {
  return `${values.map(field).join(',')}\r\n`
}

/**
 * Spreadsheets run text that begins so as a formula, full-width signs included, or split it at a semicolon or bar; an
 * apostrophe makes it text. Who reads the file back takes one leading apostrophe off.
 */
const formula = /^\s*[=+\-@;|"＝＋－＠]|^[\t\r\n]/

function field(value: CsvValue): string {
  if (value === null) return ''
  if (typeof value === 'number') return String(value)
  const text = formula.test(value) ? `'${value}` : value
  return /[",;\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text
}
