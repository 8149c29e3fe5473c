import { expect, test } from 'vitest'
import { callerOf, FairQueue } from './fair-queue.ts'

function queueOf(...items: string[]): FairQueue<string> {
  const queue = new FairQueue<string>()
  for (const item of items) queue.add(item.slice(0, 1), item)
  return queue
}

test('turns go from caller to caller, each in the order in which it came', () => {
  expect(queueOf('a1', 'a2', 'a3', 'b1', 'b2', 'c1').take(6)).toEqual(['a1', 'b1', 'c1', 'a2', 'b2', 'a3'])
})

test('who had a turn comes after everybody who waits, also those who came later', () => {
  const queue = queueOf('a1', 'a2', 'a3', 'b1')
  expect(queue.take(1)).toEqual(['a1'])
  queue.add('c', 'c1')
  expect(queue.take(3)).toEqual(['b1', 'a2', 'c1'])
  expect([queue.length, queue.take(9), queue.length]).toEqual([1, ['a3'], 0])
})

test('credentials that are confined to one organization stand in one line', () => {
  const key = (keyId: string, organizationId: string | null) =>
    callerOf({ principal: { type: 'key', keyId } as never, reach: { organizationId, apiId: null } })
  expect(key('key_1', 'org_1')).toBe(key('key_2', 'org_1'))
  expect(new Set([key('key_1', null), key('key_2', null), key('key_1', 'org_1')]).size).toBe(3)
})
