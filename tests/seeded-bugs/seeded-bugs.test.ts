import { expect, test } from 'vitest'
import { buildWithBug, withBug } from './build-with-bug.ts'
import { runExperiment } from './run-experiment.ts'
import { seededBugs } from './seeded-bugs.ts'

test.each(seededBugs)('there is still exactly one place for: $name', bug => {
  expect(withBug(bug)).toContain(bug.replace)
})

test.each(seededBugs.slice(0, 1))(
  'the $experiment experiment goes red when $name',
  { timeout: 60_000 },
  async bug => {
    const build = buildWithBug(bug)
    const found = await runExperiment(bug.experiment, {
      database: bug.database,
      command: build.command,
    }).finally(build.remove)
    expect(found.length).toBeGreaterThan(0)
  },
)
