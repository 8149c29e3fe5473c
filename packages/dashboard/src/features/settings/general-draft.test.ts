import { expect, test } from 'vitest'
import { timezoneGroups } from '../../shared/timezones.ts'
import { generalDraftOf, generalPatch } from './general-draft.ts'

const before = { name: 'Northwind', timezone: 'Europe/Berlin', businessHours: null }
const hours = { days: ['mon', 'tue'], from: '09:00', to: '17:00' }

test('what was not changed is not sent', () => {
  expect(generalPatch(generalDraftOf(before), before)).toEqual({})
  const withHours = { ...before, businessHours: { ...hours, days: ['tue', 'mon'] } }
  expect(generalPatch(generalDraftOf(withHours), withHours)).toEqual({})
  expect(generalPatch({ ...generalDraftOf(before), name: ' Northwind ' }, before)).toEqual({})
})

test('each change is sent alone', () => {
  const draft = generalDraftOf(before)
  expect(generalPatch({ ...draft, timezone: 'UTC' }, before)).toEqual({ timezone: 'UTC' })
  expect(generalPatch({ ...draft, name: 'Southwind' }, before)).toEqual({ name: 'Southwind' })
  const working = { ...draft, hasHours: true, days: ['mon', 'tue'] as const, to: '17:00' }
  expect(generalPatch(working, before)).toEqual({ businessHours: hours })
  const withHours = { ...before, businessHours: hours }
  expect(generalPatch({ ...generalDraftOf(withHours), hasHours: false }, withHours)).toEqual({
    businessHours: null,
  })
})

test('the zone that is set is among those that can be chosen, whatever the browser calls it', () => {
  const all = timezoneGroups('US/Pacific').flatMap(({ items }) => items)
  expect(all).toContain('US/Pacific')
  expect(all).toContain('UTC')
  expect(new Set(all).size).toBe(all.length)
})
