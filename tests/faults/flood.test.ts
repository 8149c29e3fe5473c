import { expect, test } from 'vitest'
import { runFlood } from './flood.ts'

test('a flood of unknown tokens is counted to the last one, fills neither log nor memory, and harms no key', {
  timeout: 120_000,
}, async () => {
  const report = await runFlood({ database: 'sqlite', tokens: 100_000, sources: 5 })
  expect(report.wrong).toEqual([])
  expect(report.memory.after - report.memory.before).toBeLessThan(200)
})
