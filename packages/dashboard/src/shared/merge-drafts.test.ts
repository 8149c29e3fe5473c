import { expect, test } from 'vitest'
import { clashWords, mergeDrafts } from './merge-drafts.ts'

const before = { name: 'Northwind', timezone: 'Europe/Berlin', limits: [1] }

test('what others have changed and what somebody typed are both kept', () => {
  const mine = { ...before, name: 'Southwind' }
  const theirs = { ...before, timezone: 'Asia/Tokyo', limits: [2] }
  expect(mergeDrafts({ before, mine, theirs })).toEqual({
    draft: { name: 'Southwind', timezone: 'Asia/Tokyo', limits: [2] },
    clashes: [],
  })
})

test('where both changed the same what was typed stays, and it is told', () => {
  const mine = { ...before, name: 'Southwind', limits: [3] }
  const theirs = { ...before, name: 'Westwind', limits: [2] }
  const { draft, clashes } = mergeDrafts({ before, mine, theirs })
  expect(draft).toEqual(mine)
  expect(clashWords(clashes)).toBe('Somebody else has set name to Westwind and changed limits meanwhile.')
  expect(clashWords([{ member: 'maxLifetimeDays', theirs: '' }])).toContain('emptied max lifetime days')
})

test('two who changed the same to the same agree', () => {
  const mine = { ...before, name: 'Southwind' }
  expect(mergeDrafts({ before, mine, theirs: mine }).clashes).toEqual([])
})
