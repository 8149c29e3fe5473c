import { KeyturnError } from '@keyturn/contract/client'
import { expect, test } from 'vitest'
import { fieldFault } from './field-fault.ts'

const refused = new KeyturnError({
  status: 422,
  code: 'invalid_input',
  detail: '4 members break a rule; see errors.',
  errors: [
    { pointer: '/allowedIps/1', message: 'allowedIps[1] must be an IP address.' },
    { pointer: '/rateLimits/0/windowSeconds', message: 'rateLimits[0].windowSeconds must be at least 1.' },
    { pointer: '/name', message: 'name must not be empty.' },
    { pointer: '/timezone', message: 'Nowhere is no IANA timezone such as Europe/Berlin.' },
  ],
})

test.each([
  ['/allowedIps', 'Line 2 must be an IP address.'],
  ['/rateLimits/0', 'Window seconds must be at least 1.'],
  ['/rateLimits/1', null],
  ['/name', 'It must not be empty.'],
  ['/timezone', 'Nowhere is no IANA timezone such as Europe/Berlin.'],
])('what is wrong at %s is told without the names of the API', (pointer, told) => {
  expect(fieldFault(refused, pointer)).toBe(told)
})
