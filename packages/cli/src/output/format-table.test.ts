import { createColors } from 'picocolors'
import { expect, test } from 'vitest'
import { type Column, formatTable } from './format-table.ts'
import { textWidth } from './text-width.ts'

type Row = { name: string; state: string; id: string }
const rows: Row[] = [
  { name: 'Production CRM sync', state: 'active', id: 'key_1' },
  { name: '日本語の名前 e\u0301', state: 'revoked', id: 'key_2' },
]
const columns: Column<Row>[] = [
  { title: 'NAME', cell: row => row.name, cut: true },
  { title: 'STATE', cell: row => row.state, spare: true, colour: (_, { red }) => red },
  { title: 'ID', cell: row => row.id },
]
const colours = createColors(false)

test('columns are aligned by what a terminal shows', () => {
  const lines = formatTable(rows, columns, { columns: null, colours })
  const places = lines.map(line => textWidth(line.slice(0, line.search(/STATE|active|revoked/))))
  expect(new Set(places)).toEqual(new Set([21]))
})

test.each([80, 34, 28, 20])('no line is wider than %i columns, and what names a thing stays whole', width => {
  const lines = formatTable(rows, columns, { columns: width, colours })
  for (const line of lines) expect(textWidth(line)).toBeLessThanOrEqual(width)
  expect(lines[1]).toContain('key_1')
})

test('a value cannot talk to the terminal', () => {
  const [, line] = formatTable([{ name: '\u001b[2J\u202e', state: '', id: '' }], columns, {
    columns: null,
    colours,
  })
  expect(line).not.toContain('\u001b')
  expect(line).not.toContain('\u202e')
})

test('colour paints the state and nothing else', () => {
  const [, line] = formatTable(rows, columns, { columns: null, colours: createColors(true) })
  expect(line).toBe('Production CRM sync  \u001b[31mactive \u001b[39m  key_1')
})
