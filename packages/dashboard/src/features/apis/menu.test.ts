import type { ApiView } from '@keyturn/contract/client'
import { expect, test } from 'vitest'
import { isEntrusted } from './console.ts'
import { menuOf, placeOf } from './menu.ts'

const api = (id: string, console: ApiView['console']) => ({ id, name: id, console }) as ApiView
const settings = { section: 'Settings', page: 'API Keys' }
const apis = [
  api('ee', settings),
  api('ex', { section: 'Access & Authentication', page: 'Getting Your API Key', requires: ['reveal_keys'] }),
  api('or', settings),
  api('ap', { section: 'Settings', page: 'Technical', requires: ['manage_billing'] }),
  api('xx', {}),
]

const titles = (may: (permissions: readonly string[]) => boolean) =>
  menuOf(apis, may).map(({ title, pages }) => [
    title,
    ...pages.map(page => `${page.title}: ${page.apis.map(({ id }) => id)}`),
  ])

test('sections and pages are those of the APIs; same words are one page, and the gear stands last', () => {
  expect(titles(() => true)).toEqual([
    ['Access & Authentication', 'Getting Your API Key: ex'],
    ['API Keys', 'API Keys: xx'],
    ['Settings', 'API Keys: ee,or', 'Technical: ap'],
  ])
})

test('what one may not see has no entry', () => {
  expect(titles(permissions => permissions.includes('manage_billing'))).toEqual([
    ['Settings', 'Technical: ap'],
  ])
})

test('an API is found on its page', () => {
  const menu = menuOf(apis, () => true)
  expect(placeOf(menu, 'or')?.page.title).toBe('API Keys')
  expect(placeOf(menu, 'none')).toBeNull()
})

test('a page for people of the account entrusts its keys to them, and a page for people of keys to nobody', () => {
  const technical = { requires: ['manage_billing', 'manage_users'] }
  expect(isEntrusted(technical, ['manage_users'])).toBe(true)
  expect(isEntrusted(technical, ['view_keys'])).toBe(false)
  expect(isEntrusted({ requires: ['view_keys'] }, ['view_keys', 'manage_users'])).toBe(false)
})
