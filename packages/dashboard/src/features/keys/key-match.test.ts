import { expect, test } from 'vitest'
import { matchWords } from './key-match.ts'

test.each([
  [{}, null, 'All keys of Enrich Engine.'],
  [{}, 'live', 'All keys of Enrich Engine in the live environment.'],
  [
    { search: 'crm', unusedForDays: 30 },
    'live',
    'Keys of Enrich Engine in the live environment, found by “crm”, unused for 30 days.',
  ],
  [{ unusedForDays: 1 }, null, 'Keys of Enrich Engine, unused for 1 day.'],
])('%j in %s is %s', (match, environment, words) => {
  expect(matchWords(match, { apiName: 'Enrich Engine', environment })).toBe(words)
})
