/**
 * `npm test`: the checks and every test, closed by one line `N passed, N failed`.
 * With arguments (`npm test -- packages/core`), only the tests of the files that match.
 */
import { type ChildProcess, spawn } from 'node:child_process'
import { mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { formatTally, root, runChecks, type Tally } from './checks.ts'
import { type TestReport, tallyReport } from './tally-report.ts'

const filters = process.argv.slice(2)
const isTerminal = process.stdout.isTTY
const cache = join(root, '.cache')

function runTests(report: string): Promise<number> {
  const vitest = join(root, 'node_modules', 'vitest', 'vitest.mjs')
  const flags = ['run', '--reporter=default', '--reporter=json', `--outputFile.json=${report}`, ...filters]
  return new Promise(resolve => {
    const child = spawn(process.execPath, [vitest, ...flags], {
      cwd: root,
      env: isTerminal ? process.env : { NO_COLOR: '1', ...process.env },
      stdio: ['ignore', 'inherit', 'inherit'],
    })
    for (const signal of ['SIGINT', 'SIGTERM'] as const) passOn(signal, child)
    child.once('error', () => resolve(1))
    child.once('exit', code => resolve(code ?? 1))
  })
}

/** The terminal sends Ctrl-C to all by itself; a second one would cut the clean-up short. */
function passOn(signal: 'SIGINT' | 'SIGTERM', child: ChildProcess): void {
  process.on(signal, () => {
    if (signal === 'SIGTERM' || !isTerminal) child.kill(signal)
  })
}

function readReport(path: string): TestReport | null {
  try {
    return JSON.parse(readFileSync(path, 'utf8')) as TestReport
  } catch {
    return null
  }
}

async function testAll(): Promise<Tally> {
  mkdirSync(cache, { recursive: true })
  const directory = mkdtempSync(join(cache, 'test-'))
  try {
    const status = await runTests(join(directory, 'report.json'))
    return tallyReport(readReport(join(directory, 'report.json')), status)
  } finally {
    rmSync(directory, { recursive: true, force: true })
  }
}

const checked = filters.length > 0 ? { passed: 0, failed: 0, skipped: 0 } : await runChecks()
const tested = await testAll()
const total: Tally = {
  passed: checked.passed + tested.passed,
  failed: checked.failed + tested.failed,
  skipped: checked.skipped + tested.skipped,
}
console.log(formatTally(total))
process.exitCode = total.failed > 0 ? 1 : 0
