import { expect, test } from 'vitest'
import { nameWords } from './name-words.ts'

const self = { id: 'usr_ada', name: 'Ada', email: 'ada@example.com' }
const members = [
  { id: 'mem_1', userId: 'usr_mira', name: 'Mira', email: 'mira@example.com' },
  { id: 'mem_2', userId: 'usr_none', name: null, email: 'none@example.com' },
]
const all = { self, members, isComplete: true }
const member = (id: string) => ({ type: 'user', id, name: 'Member' })

test.each([
  [member('usr_mira'), 'Mira'],
  [member('usr_none'), 'none@example.com'],
  [member('usr_ada'), 'Ada'],
  [member('usr_gone'), 'Somebody who has left'],
  [{ type: 'user', id: 'usr_olga', name: 'Operator' }, 'The vendor’s staff'],
  [{ type: 'member', id: 'mem_1', name: 'Member' }, 'Mira'],
  [{ type: 'key', id: 'key_1', name: 'Terraform' }, 'Terraform'],
  [{ type: 'system', id: null, name: null }, 'Keyturn itself'],
])('%o is called %s', (doer, words) => {
  expect(nameWords(doer, all)).toBe(words)
})

test('nobody is said to have left who may only be unknown', () => {
  const words = 'A member'
  expect(nameWords(member('usr_gone'), { ...all, members: null })).toBe(words)
  expect(nameWords(member('usr_gone'), { ...all, isComplete: false })).toBe(words)
})

test('within a sentence only names begin with a capital', () => {
  const staff = { type: 'user', id: 'usr_olga', name: 'Operator' }
  expect(nameWords(staff, all, 'sentence')).toBe('the vendor’s staff')
  expect(nameWords(member('usr_gone'), { ...all, members: null }, 'sentence')).toBe('a member')
  expect(nameWords(member('usr_mira'), all, 'sentence')).toBe('Mira')
})
