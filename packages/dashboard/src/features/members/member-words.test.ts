import { expect, test } from 'vitest'
import { grantableChoices, permissionChoices, permissionWords } from './permission-words.ts'
import { readAddresses } from './read-addresses.ts'

const refused = (choices: ReturnType<typeof grantableChoices>) =>
  choices.filter(choice => choice.refused !== null).map(({ value }) => value)

test('addresses are read as people paste them, each once', () => {
  const text = 'ada@example.com, Grace Hopper <Grace@Example.com>;\n\nada@example.com alan@example.com'
  expect(readAddresses(text)).toEqual(['ada@example.com', 'grace@example.com', 'alan@example.com'])
  expect(readAddresses(' \n, ')).toEqual([])
})

test('an administrator is one word, and nothing is no word', () => {
  expect(permissionWords(['view_keys', 'administer'])).toEqual(['Administrator'])
  expect(permissionWords(['view_keys', 'manage_users'])).toEqual(['Manage people', 'View keys'])
  expect(permissionWords([])).toEqual([])
})

test('nobody gives what they do not have; operators and administrators give everything', () => {
  const own = ['manage_users', 'view_keys'] as const
  const others = permissionChoices
    .map(({ value }) => value)
    .filter(value => !own.some(each => each === value))
  expect(refused(grantableChoices({ operator: null, permissions: [...own] }))).toEqual(others)
  expect(refused(grantableChoices({ operator: null, permissions: ['administer'] }))).toEqual([])
  expect(refused(grantableChoices({ operator: 'operator', permissions: null }))).toEqual([])
})

test('what somebody has can stay, and an administrator is deposed by one alone', () => {
  const giver = { operator: null, permissions: ['manage_users' as const] }
  expect(refused(grantableChoices(giver, ['manage_keys', 'administer']))).not.toContain('manage_keys')
  expect(refused(grantableChoices(giver, ['manage_keys', 'administer']))).toContain('administer')
})
