import Database from 'better-sqlite3'
import { expect, test } from 'vitest'
import { assertNotOlder } from './assert-not-older.ts'

function databases(newest: number, confirmed: string[]) {
  const control = new Database(':memory:')
  control.exec('CREATE TABLE changes (sequence INTEGER PRIMARY KEY AUTOINCREMENT, id TEXT)')
  for (let sequence = 1; sequence <= newest; sequence++)
    control.prepare('INSERT INTO changes (sequence, id) VALUES (?, ?)').run(sequence, 'x')
  control.prepare('DELETE FROM changes').run()
  const registry = new Database(':memory:')
  registry.exec('CREATE TABLE nodes (id TEXT PRIMARY KEY, confirmed TEXT NOT NULL)')
  for (const [index, position] of confirmed.entries())
    registry.prepare('INSERT INTO nodes VALUES (?, ?)').run(String(index), position)
  return { control, registry }
}

test.each([
  ['no node', 0, []],
  ['nodes that are behind', 12, ['0', '9']],
  ['a node that knows everything, pruned or not', 12, ['12']],
])('a database is as new as it should be beside %s', (_, newest, confirmed) => {
  const { control, registry } = databases(newest, confirmed)
  expect(() => assertNotOlder(control, registry)).not.toThrow()
})

test('a database is refused that lacks what a node has confirmed', () => {
  const { control, registry } = databases(9, ['10', '3'])
  expect(() => assertNotOlder(control, registry)).toThrow('change 9 of 10')
})
