import { expect, test } from 'vitest'
import { runDamage } from './damaged-files.ts'

test('damaged, exchanged and missing files are refused with a hint, or what is served is right', {
  timeout: 180_000,
}, async () => {
  const only = ({ name }: { name: string }) => /in keyturn\.db$|wal is missing|wal has a frame/.test(name)
  const report = await runDamage({ rounds: 1, only })
  expect(report).toMatchObject({ wrong: [], variants: 10 })
  const refused = Object.keys(report.refused).join('\n')
  expect(refused).toContain('Restore it from a backup')
  expect(refused).toContain('is older than what this installation has served')
})

test('damage that only shipping meets ends the start, which names the file', {
  timeout: 120_000,
}, async () => {
  const report = await runDamage({ rounds: 1, only: ({ name }) => name.startsWith('a table of zeros') })
  expect(report).toMatchObject({ wrong: [], unavailable: [], served: 0, variants: 1 })
  expect(Object.keys(report.refused).join('\n')).toContain('usage/activity.db')
})
