/**
 * Runs every experiment on the build that has its bug, and says which went red. All of them must:
 *
 *     npx node tests/seeded-bugs/run-all.ts [--only words] [--new]
 *
 * `--only` takes part of the name of a bug or the name of an experiment, `--new` what has no record yet; the records of
 * the others stay. Needs KEYTURN_TEST_POSTGRES_URL, a server where databases may be created.
 */
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { buildWithBug } from './build-with-bug.ts'
import { runExperiment } from './run-experiment.ts'
import { type SeededBug, seededBugs } from './seeded-bugs.ts'

type BugRecord = {
  bug: string
  experiment: string
  database: string
  date: string
  node: string
  red: boolean
  found: number
  first: string | null
}

const { values } = parseArgs({
  options: { only: { type: 'string', default: '' }, new: { type: 'boolean', default: false } },
})
const file = join(import.meta.dirname, 'results.json')
const { results: earlier }: { results: BugRecord[] } = JSON.parse(readFileSync(file, 'utf8'))
const records = new Map(earlier.map(record => [record.bug, record]))
const wanted = seededBugs
  .filter(({ name, experiment }) => name.includes(values.only) || experiment === values.only)
  .filter(({ name }) => !values.new || !records.has(name))

for (const bug of wanted) {
  const record = await runOn(bug)
  records.set(bug.name, record)
  const results = seededBugs.flatMap(({ name }) => records.get(name) ?? [])
  writeFileSync(file, `${JSON.stringify({ results }, null, 2)}\n`)
  const colour = record.red ? 'red  ' : 'GREEN'
  const first = record.first === null ? '' : `, first: ${record.first}`
  console.log(`${colour} ${bug.experiment.padEnd(15)} ${bug.name}: ${record.found} findings${first}`)
  if (!record.red) process.exitCode = 1
}

async function runOn({ experiment, database, ...bug }: SeededBug): Promise<BugRecord> {
  const build = buildWithBug({ experiment, database, ...bug })
  const found = await runExperiment(experiment, { database, command: build.command }).finally(build.remove)
  return {
    bug: bug.name,
    experiment,
    database,
    date: new Date().toISOString().slice(0, 10),
    node: process.version,
    red: found.length > 0,
    found: found.length,
    first: found[0]?.slice(0, 300) ?? null,
  }
}
