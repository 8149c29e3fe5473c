import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type StartedTrial, startTrial } from '../harness/start-trial.ts'
import { patternOf, readBlocks, readSteps, runSteps } from '../harness/transcript.ts'

const readme = readFileSync(resolve(import.meta.dirname, '../../examples/outreach-api/README.md'), 'utf8')
const tour = readSteps(readBlocks(readme, '## A tour'))

let trial: StartedTrial
let outputs: string[]

beforeAll(async () => {
  trial = await startTrial()
  const steps = tour.map(({ commands }) =>
    commands
      .replaceAll('127.0.0.1:8787', `127.0.0.1:${trial.keyturnPort}`)
      .replaceAll('127.0.0.1:8788', `127.0.0.1:${trial.samplePort}`),
  )
  outputs = runSteps(steps, { cwd: trial.directory })
})
afterAll(async () => {
  await trial?.stop()
  await trial?.remove()
})

test.each(tour.map(({ commands, expected }, index) => ({ title: commands.split('\n')[0], expected, index })))(
  'the tour of the sample API prints what its README shows: $title',
  ({ expected, index }) => {
    expect(outputs[index]?.trim()).toMatch(patternOf(expected ?? ''))
  },
)
