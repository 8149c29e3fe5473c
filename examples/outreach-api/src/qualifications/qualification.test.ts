import { expect, test } from 'vitest'
import { scoreLead } from './qualification.ts'

const findings = { domain: 'acme.example', industry: 'Retail', employees: 200, signals: ['Raised money'] }

test.each([
  ['ada@acme.example', findings, 100],
  ['ada@acme.example', null, 30],
  ['ada@gmail.com', null, 0],
  ['ada@acme.example', { ...findings, employees: 199 }, 60],
  ['ada@acme.example', { ...findings, signals: [] }, 70],
])('%s with %j is worth %i', (email, known, score) => {
  expect(scoreLead(email, known).score).toBe(score)
})

test('says what it has counted', () => {
  expect(scoreLead('ada@gmail.com', findings).reasons).toEqual([
    'Has 200 employees or more',
    'Shows a buying signal',
  ])
})
