import { expect, test } from 'vitest'
import { toCsvRecord } from './csv-record.ts'

test.each([
  [['a', 1, null, true], 'a,1,,true\r\n'],
  [['a,b', 'say "x"', 'two\nlines'], '"a,b","say ""x""","two\nlines"\r\n'],
  [[['x', 'y'], { z: 1 }], '"x; y","{""z"":1}"\r\n'],
])('writes %j as one record', (values, record) => {
  expect(toCsvRecord(values)).toBe(record)
})

test.each(['=1+1', '+1', '-1', '@SUM(A1)', '|cmd', ' =1', '\t=1', '＝1', '"=1'])(
  'text that a spreadsheet would run is made text: %j',
  text => {
    expect(toCsvRecord([text]).replace(/^"/, '')).toMatch(/^'/)
  },
)
