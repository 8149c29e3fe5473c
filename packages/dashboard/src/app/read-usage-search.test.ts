import { expect, test } from 'vitest'
import { readKeyView } from './read-key-view.ts'
import { readTarget } from './read-target.ts'
import { readApi, readEnvironments, readLogFilter, readRange } from './read-usage-search.ts'

test('an address is read strictly: what makes no sense there is left out', () => {
  expect(readRange({ range: '30d' })).toEqual({ range: '30d' })
  expect(readRange({ range: '1y' })).toEqual({})
  expect(readApi({ api: 'api_01jd8q4z6xk2v9m3t7r5w1c0ha' })).toEqual({
    api: 'api_01jd8q4z6xk2v9m3t7r5w1c0ha',
  })
  expect(readApi({ api: '../keys' })).toEqual({})
  expect(readEnvironments({ environments: 'all' })).toEqual({ environments: 'all' })
  expect(readEnvironments({ environments: 'live' })).toEqual({})
  expect(readTarget({ target: 'key_01jd8q4z6xk2v9m3t7r5w1c0ha' })).toHaveProperty('target')
  expect(readTarget({ target: 'ee_live_0123456789ABCDEFGHIJKLMNOP38T6tH' })).toEqual({})
  expect(
    readLogFilter({ code: 'expired', method: 'GET', path: '/v1/leads', ip: '2001:db8::1', other: 'x' }),
  ).toEqual({ code: 'expired', method: 'GET', path: '/v1/leads', ip: '2001:db8::1' })
  expect(readLogFilter({ code: 'nothing', method: 'get it', path: 'v1', ip: 'localhost' })).toEqual({})
})

test('a tab of a key keeps what it is about in the address, and nothing of another', () => {
  expect(readKeyView({ tab: 'requests', code: 'expired', range: '7d' })).toEqual({
    tab: 'requests',
    code: 'expired',
    range: '7d',
  })
  expect(readKeyView({ tab: 'audit', code: 'expired', range: '7d' })).toEqual({ tab: 'audit' })
  expect(readKeyView({ tab: 'overview', range: '7d', code: 'expired' })).toEqual({ range: '7d' })
  expect(readKeyView({ tab: 'nowhere' })).toEqual({})
})
