import { describe, expect, test } from 'vitest'
import { UnknownTokens } from './unknown-tokens.ts'

const start = Date.UTC(2026, 10, 20, 12)

describe('UnknownTokens', () => {
  test('keeps ten a second from each source in full and counts the rest', () => {
    const unknown = new UnknownTokens(start)
    const keep = (source: string, at: number, times: number) =>
      Array.from({ length: times }, () => unknown.isKept(source, at)).filter(kept => kept).length
    expect(keep('a', start, 25)).toBe(10)
    expect(keep('b', start + 999, 3)).toBe(3)
    expect(keep('a', start + 999, 5)).toBe(0)
    expect(keep('a', start + 1_000, 12)).toBe(10)
    expect(unknown.takeAll(start + 2_000)).toEqual([{ source: 'a', count: 22 }])
    expect(unknown.takeAll(start + 3_000)).toEqual([])
  })

  test('hands its counts out once a minute', () => {
    const unknown = new UnknownTokens(start)
    for (let i = 0; i < 11; i++) unknown.isKept('a', start)
    expect(unknown.takeCounted(start + 59_999)).toEqual([])
    expect(unknown.takeCounted(start + 60_000)).toEqual([{ source: 'a', count: 1 }])
    for (let i = 0; i < 11; i++) unknown.isKept('a', start + 61_000)
    expect(unknown.takeCounted(start + 119_999)).toEqual([])
    expect(unknown.takeCounted(start + 120_000)).toEqual([{ source: 'a', count: 1 }])
  })

  test('a flood from more sources than it looks after shares one allowance and loses no count', () => {
    const unknown = new UnknownTokens(start)
    let kept = 0
    for (let i = 0; i < 30_000; i++) if (unknown.isKept(`source ${i}`, start)) kept += 1
    expect(kept).toBe(10_010)
    const counted = unknown.takeAll(start).reduce((sum, { count }) => sum + count, 0)
    expect(kept + counted).toBe(30_000)
  })
})
