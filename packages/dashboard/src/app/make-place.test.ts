import type { ApiView, OrganizationView, Session } from '@keyturn/contract/client'
import { expect, test } from 'vitest'
import { makePlace } from './make-place.ts'

const session = { operator: 'owner', permissions: null, memberships: [] } as unknown as Session
const organization = { id: 'org_x', name: 'Northwind' } as OrganizationView
const api = (...environments: string[]) => ({ id: environments.join(), environments, console: {} }) as ApiView
const environmentOf = (apis: ApiView[], environment?: string) =>
  makePlace({ session, organization, apis, environment }).environment

test('pages are about the environment that was asked for, where some API has it', () => {
  const apis = [api('test', 'live'), api('staging')]
  expect(environmentOf(apis, 'staging')).toBe('staging')
  expect(environmentOf(apis, 'nonsense')).toBe('live')
  expect(environmentOf(apis)).toBe('live')
})

test('without production they are about the first environment, and without any about none', () => {
  expect(environmentOf([api('production', 'staging')])).toBe('production')
  expect(environmentOf([api('test')], 'live')).toBe('test')
  expect(environmentOf([])).toBeNull()
})
