import { expect, test } from 'vitest'
import { PacedWrites } from './paced-writes.ts'

function paced() {
  const state = { now: 1_000, tookMs: 0, fails: false, ways: [] as string[] }
  const run = (way: string): number => {
    state.ways.push(way)
    state.now += state.tookMs
    if (state.fails) throw new Error('the disk is full')
    return 7
  }
  const writes = new PacedWrites<[]>({
    now: () => run('now'),
    later: async () => run('later'),
    monotonic: () => state.now,
  })
  return { state, writes }
}

test('writes that take no time are made at once', () => {
  const { state, writes } = paced()
  expect([writes.write(), writes.write()]).toEqual([7, 7])
  expect(state.ways).toEqual(['now', 'now'])
})

test('after a slow write nobody is held up for a hundred times as long', async () => {
  const { state, writes } = paced()
  state.tookMs = 5
  writes.write()
  state.tookMs = 0
  state.now += 499
  expect(await writes.write()).toBe(7)
  state.now += 1
  writes.write()
  expect(state.ways).toEqual(['now', 'later', 'now'])
})

test('how long the pool took keeps no write there; one on this thread that is slow again does', async () => {
  const { state, writes } = paced()
  state.tookMs = 6
  writes.write()
  state.now += 599
  await writes.write()
  writes.write()
  await writes.write()
  expect(state.ways).toEqual(['now', 'later', 'now', 'later'])
})

test('a slow write that failed says so, and counts', async () => {
  const { state, writes } = paced()
  Object.assign(state, { tookMs: 5, fails: true })
  expect(() => writes.write()).toThrow('full')
  await expect(writes.write()).rejects.toThrow('full')
  expect(state.ways).toEqual(['now', 'later'])
})
