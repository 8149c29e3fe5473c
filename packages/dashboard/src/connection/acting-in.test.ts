import { expect, test } from 'vitest'
import { actIn, actingHeaders, organizationIn } from './acting-in.ts'

const id = 'org_01jd8q4z6xk2v9m3t7r5w1c0ha'

test('an address says which organization a page acts in', () => {
  expect(organizationIn(`/organizations/${id}`)).toBe(id)
  expect(organizationIn(`/organizations/${id}/apis/api_1/keys`)).toBe(id)
})

test.each([
  '/',
  '/account',
  `/operators/organizations/${id}`,
  '/organizations/org_1',
  `/organizations/${id}x`,
])('%s is about none', pathname => {
  expect(organizationIn(pathname)).toBeNull()
})

test('calls say so until the page is about another one, or none', () => {
  actIn(id)
  expect(actingHeaders()).toEqual({ 'keyturn-organization': id })
  actIn(null)
  expect(actingHeaders()).toEqual({})
})
