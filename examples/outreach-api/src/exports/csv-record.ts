/** What spreadsheets would run as a formula, full-width signs included; an apostrophe in front makes it text. */
const formula = /^\s*[=+\-@|"＝＋－＠]|^[\t\r\n]/

/** One record (RFC 4180). A list becomes its values with semicolons between them. */
export function toCsvRecord(values: readonly unknown[]): string {
  return `${values.map(field).join(',')}\r\n`
}

function field(value: unknown): string {
  if (value === null || value === undefined) return ''
  if (typeof value === 'number' || typeof value === 'boolean') return String(value)
  const text = Array.isArray(value)
    ? value.join('; ')
    : typeof value === 'string'
      ? value
      : JSON.stringify(value)
  const safe = formula.test(text) ? `'${text}` : text
  return /[",;\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe
}
