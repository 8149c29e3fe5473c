import { chmodSync, lchownSync, mkdtempSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { readProfiles, writeProfiles } from './profiles.ts'

const profiles = { current: 'a', profiles: { a: { url: 'https://k.example', key: 'kt_live_x' } } }
const somebodyElse = 12_345

let directory = ''
let file = ''
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'keyturn-profiles-'))
  file = join(directory, 'keyturn', 'profiles.json')
})
afterEach(() => rmSync(directory, { recursive: true }))

test('what was written is read again, and is for its owner alone', () => {
  expect(readProfiles(file)).toEqual({ current: null, profiles: {} })
  writeProfiles(file, profiles)
  expect(readProfiles(file)).toEqual(profiles)
  expect(statSync(file).mode & 0o777).toBe(0o600)
  expect(statSync(join(directory, 'keyturn')).mode & 0o777).toBe(0o700)
})

test.each([0o640, 0o604, 0o620])('a file with mode %o is refused', mode => {
  writeProfiles(file, profiles)
  chmodSync(file, mode)
  expect(() => readProfiles(file)).toThrow('Others may read')
})

test('a link of this user is followed, and kept when the file is written', () => {
  const target = join(directory, 'kept-elsewhere')
  writeProfiles(target, profiles)
  symlinkSync(target, join(directory, 'link'))
  writeProfiles(join(directory, 'link'), { ...profiles, current: null })
  expect(readProfiles(target)).toEqual({ ...profiles, current: null })
  expect(readProfiles(join(directory, 'link'))).toEqual({ ...profiles, current: null })
})

test('a link, or a file, of another user is refused', context => {
  if (process.getuid?.() !== 0) context.skip('only root can make files of other users')
  const target = join(directory, 'target')
  writeProfiles(target, profiles)
  symlinkSync(target, join(directory, 'link'))
  lchownSync(join(directory, 'link'), somebodyElse, somebodyElse)
  expect(() => readProfiles(join(directory, 'link'))).toThrow('symbolic link of another user')
  lchownSync(target, somebodyElse, somebodyElse)
  expect(() => readProfiles(target)).toThrow('belongs to another user')
})

test.each(['', '[]', '{"profiles":{"a":{"url":"x"}},"current":null}', '{"current":1,"profiles":{}}'])(
  '%j is no file of profiles',
  text => {
    writeProfiles(file, profiles)
    writeFileSync(file, text)
    expect(() => readProfiles(file)).toThrow('is not a file of profiles')
  },
)
