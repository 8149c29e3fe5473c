import { expect, test } from 'vitest'
import { PageList } from './page-list.ts'

const pages = new Map([
  [undefined, { data: [1, 2], nextCursor: 'b' }],
  ['b', { data: [], nextCursor: 'c' }],
  ['c', { data: [3], nextCursor: null }],
])

function listOf(answers: Map<string | undefined, { data: number[]; nextCursor: string | null }> = pages) {
  const loaded: (string | undefined)[] = []
  const list = new PageList<number>(async cursor => {
    loaded.push(cursor)
    const page = answers.get(cursor)
    if (page === undefined) throw new Error('gone')
    return page
  })
  return { list, loaded }
}

test('for await goes through the items of all pages, also past an empty one', async () => {
  const { list, loaded } = listOf()
  const items: number[] = []
  for await (const item of list) items.push(item)
  expect(items).toEqual([1, 2, 3])
  expect(loaded).toEqual([undefined, 'b', 'c'])
})

test('awaited it is its first page', async () => {
  const { list, loaded } = listOf()
  expect(await list).toEqual({ data: [1, 2], nextCursor: 'b' })
  expect(await Promise.all([list])).toHaveLength(1)
  expect(loaded).toEqual([undefined, undefined])
})

test('nothing is loaded before it is needed', async () => {
  const { list, loaded } = listOf()
  expect(loaded).toEqual([])
  for await (const item of list) if (item === 1) break
  expect(loaded).toEqual([undefined])
})

test('can be had page by page', async () => {
  const cursors: (string | null)[] = []
  for await (const page of listOf().list.pages()) cursors.push(page.nextCursor)
  expect(cursors).toEqual(['b', 'c', null])
})

test('a failure in the middle ends the loop with it', async () => {
  const { list } = listOf(new Map([[undefined, { data: [1], nextCursor: 'lost' }]]))
  const items: number[] = []
  await expect(
    (async () => {
      for await (const item of list) items.push(item)
    })(),
  ).rejects.toThrow('gone')
  expect(items).toEqual([1])
})

test('a page that follows itself is an error and no endless loop', async () => {
  const { list } = listOf(
    new Map([
      [undefined, { data: [1], nextCursor: 'a' }],
      ['a', { data: [2], nextCursor: 'a' }],
    ]),
  )
  const walk = async () => {
    for await (const _ of list);
  }
  await expect(walk()).rejects.toMatchObject({ code: 'invalid_answer' })
})

test('errors are caught as with any promise', async () => {
  const { list } = listOf(new Map())
  expect(await list.catch(() => 'caught')).toBe('caught')
  let settled = 0
  await list.finally(() => void settled++).catch(() => {})
  expect(settled).toBe(1)
})
