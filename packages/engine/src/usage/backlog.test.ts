import { describe, expect, test } from 'vitest'
import { runBacklog } from './testing/run-backlog.ts'

describe.each(['sqlite', 'postgres'] as const)('on %s, while the log cannot be written', database => {
  test('events are taken as ever, and afterwards each is in the log and in its sums once', async () => {
    const report = await runBacklog({ database, events: 20_000 })
    expect(report).toMatchObject({ refused: 0, refusal: null })
    expect(report.backlogBytesMost).toBeGreaterThan(100_000)
    expect([report.stored, report.counted]).toEqual([report.taken, report.taken])
  })

  test('a full journal refuses as overloaded, and takes events again once it is drained', async () => {
    const report = await runBacklog({ database, events: 20_000, maxBacklogBytes: 200_000 })
    expect(report.refusal).toBe('overloaded')
    expect(report.refused).toBeGreaterThan(0)
    expect(report.backlogBytesMost).toBeLessThan(400_000)
    expect([report.stored, report.counted]).toEqual([report.taken, report.taken])
  })
})
