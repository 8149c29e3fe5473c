/** `npm run check`: everything that npm test does, except the tests. */
import { formatTally, runChecks } from './checks.ts'

const tally = await runChecks()
console.log(formatTally(tally))
process.exitCode = tally.failed > 0 ? 1 : 0
