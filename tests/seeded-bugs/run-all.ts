/**
 * Runs every experiment on the build that has its bug, and says which went red. All of them must:
 *
 *     npx node tests/seeded-bugs/run-all.ts [--only words]
 *
 * Needs KEYTURN_TEST_POSTGRES_URL, a server where databases may be created.
 */
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { buildWithBug } from './build-with-bug.ts'
import { runExperiment } from './run-experiment.ts'
import { seededBugs } from './seeded-bugs.ts'

const { values } = parseArgs({ options: { only: { type: 'string', default: '' } } })
const results: { bug: string; experiment: string; red: boolean; found: number; first: string | null }[] = []

for (const bug of seededBugs.filter(({ name }) => name.includes(values.only))) {
  const build = buildWithBug(bug)
  const found = await runExperiment(bug.experiment, {
    database: bug.database,
    command: build.command,
  }).finally(build.remove)
  results.push({
    bug: bug.name,
    experiment: bug.experiment,
    red: found.length > 0,
    found: found.length,
    first: found[0] ?? null,
  })
  console.log(
    `${found.length > 0 ? 'red  ' : 'GREEN'} ${bug.experiment.padEnd(10)} ${bug.name}: ${found.length} findings${found[0] ? `, first: ${found[0]}` : ''}`,
  )
}

if (values.only === '') {
  const record = { date: new Date().toISOString().slice(0, 10), node: process.version, results }
  writeFileSync(join(import.meta.dirname, 'results.json'), `${JSON.stringify(record, null, 2)}\n`)
}
process.exitCode = results.every(result => result.red) ? 0 : 1
