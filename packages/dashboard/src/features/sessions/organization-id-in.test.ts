import { expect, test } from 'vitest'
import { organizationIdIn } from './organization-id-in.ts'

const id = 'org_01jd8q4z6xk2v9m3t7r5w1c0ha'

test.each([id, ` ${id}\n`, `https://keys.example/sign-in?organization=${id}&next=%2F`])(
  '%j names one',
  text => {
    expect(organizationIdIn(text)).toBe(id)
  },
)

test.each(['', 'Northwind', 'org_', `${id}0`, id.toUpperCase(), `x${id}`])('%j names none', text => {
  expect(organizationIdIn(text)).toBeNull()
})
