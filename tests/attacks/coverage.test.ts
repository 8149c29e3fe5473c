import { readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { expect, test } from 'vitest'
import { attackIds } from './catalogue.ts'
import { elsewhere, type Pointer } from './elsewhere.ts'
import { groups } from './groups.ts'
import { notApplicable } from './not-applicable.ts'

const root = resolve(import.meta.dirname, '../..')
const here = new Set(
  Object.values(groups).flatMap(({ attacks, scenarios }) => [...attacks, ...scenarios].map(({ id }) => id)),
)

test('each row of the catalogue is attacked here, shown elsewhere, or has a reason why it does not apply', () => {
  const places = (id: (typeof attackIds)[number]) =>
    [here.has(id), id in elsewhere, id in notApplicable].filter(Boolean).length
  expect(attackIds.filter(id => places(id) === 0)).toEqual([])
  expect([...here].filter(id => !attackIds.includes(id))).toEqual([])
  expect(attackIds.filter(id => id in notApplicable && places(id) > 1)).toEqual([])
})

test('what is shown elsewhere still stands there', () => {
  const pointers = attackIds.flatMap(id => elsewhere[id] ?? [])
  const stands = ({ file, words }: Pointer) => readFileSync(join(root, file), 'utf8').includes(words)
  expect(pointers.filter(pointer => !stands(pointer))).toEqual([])
})
