import {
  chmodSync,
  lstatSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { LocalKeyRing, newKekLine, parseKeyRing } from './local-kek.ts'
import { rotateKekFile } from './rotate-kek-file.ts'

let directory: string
let path: string
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'keyturn-kek-'))
  path = join(directory, 'kek')
})
afterEach(() => rmSync(directory, { recursive: true, force: true }))

test('is made for its owner alone, once, and read again as it is', async () => {
  const source = new LocalKeyRing(path)
  expect(await source.read()).toEqual({ keks: [], problem: 'There is no KEK file.' })
  const [made] = (await source.create()).keks
  expect(made?.id).toMatch(/^kek_[0-9a-f]{16}$/)
  expect(statSync(path).mode & 0o777).toBe(0o600)
  expect((await source.create()).keks[0]?.id).toBe(made?.id)
  expect((await new LocalKeyRing(path).read()).keks[0]?.id).toBe(made?.id)
  expect(readdirSync(directory)).toEqual(['kek'])
})

test('of many that make it at once, all get the same', async () => {
  const rings = await Promise.all(Array.from({ length: 20 }, () => new LocalKeyRing(path).create()))
  expect(new Set(rings.map(({ keks }) => keks[0]?.id)).size).toBe(1)
})

test('a place where no file can be made is told', async () => {
  expect((await new LocalKeyRing('/proc/keyturn/kek').create()).problem).toMatch(/cannot be made/)
  chmodSync(directory, 0o700)
  expect((await new LocalKeyRing(directory).read()).problem).toMatch(/cannot be read/)
})

test('a line that was cut, lengthened or retyped wrongly is told from another key', () => {
  const line = newKekLine()
  expect(parseKeyRing(`# for people\n\n${line}\r\n`)).toMatchObject({ problem: null, keks: [{}] })
  const wrong = [
    line.slice(0, -1),
    `${line}0`,
    line.slice(1),
    line.replace(/^kek_./, match => (match === 'kek_A' ? 'kek_B' : 'kek_A')),
    'changeme',
  ]
  for (const each of wrong) {
    expect(parseKeyRing(`# for people\n${each}\n`)).toEqual({
      keks: [],
      problem: 'Line 2 of the KEK file is not a whole key.',
    })
  }
  expect(parseKeyRing('# nothing\n').problem).toMatch(/holds no key/)
})

test('a rotation puts a fresh key first and keeps the others and what people wrote', async () => {
  const source = new LocalKeyRing(path)
  const before = (await source.create()).keks.map(({ id }) => id)
  const { kekId, previous } = await rotateKekFile(path)
  expect(previous).toEqual(before)
  expect((await source.read()).keks.map(({ id }) => id)).toEqual([kekId, ...before])
  expect(readFileSync(path, 'utf8')).toMatch(/^# Keyturn/)
  expect(statSync(path).mode & 0o777).toBe(0o600)
})

test('rotations at once are done one after the other, or refused', async () => {
  const source = new LocalKeyRing(path)
  await source.create()
  const ended = await Promise.allSettled(Array.from({ length: 12 }, () => rotateKekFile(path)))
  const done = ended.flatMap(each => (each.status === 'fulfilled' ? each.value.kekId : []))
  const { keks } = await source.read()
  expect(keks).toHaveLength(done.length + 1)
  expect(done.every(id => keks.some(kek => kek.id === id))).toBe(true)
  for (const each of ended)
    if (each.status === 'rejected') expect(each.reason).toMatchObject({ code: 'conflict' })
})

test('a rotation keeps the mode of the file and the link to it', async () => {
  await new LocalKeyRing(path).create()
  chmodSync(path, 0o640)
  const link = join(directory, 'link')
  symlinkSync(path, link)
  const { kekId } = await rotateKekFile(link)
  expect((await new LocalKeyRing(path).read()).keks[0]?.id).toBe(kekId)
  expect(lstatSync(link).isSymbolicLink()).toBe(true)
  expect(statSync(path).mode & 0o777).toBe(0o640)
  expect(readdirSync(directory).sort()).toEqual(['kek', 'link'])
})

test('a rotation of a damaged or missing file is refused and changes nothing', async () => {
  await expect(rotateKekFile(path)).rejects.toMatchObject({ code: 'conflict' })
  writeFileSync(path, 'kek_cut')
  await expect(rotateKekFile(path)).rejects.toMatchObject({ code: 'conflict' })
  expect(readFileSync(path, 'utf8')).toBe('kek_cut')
  expect(readdirSync(directory)).toEqual(['kek'])
})
