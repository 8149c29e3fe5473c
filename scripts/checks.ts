import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

export const root = fileURLToPath(new URL('..', import.meta.url))
export type Tally = { passed: number; failed: number; skipped: number }

type Check = { title: string; command: string; flags: readonly string[] }

const bin = join(root, 'node_modules', '.bin')

const checks: readonly Check[] = [
  { title: 'types', command: join(bin, 'tsc'), flags: ['-p', '.', '--pretty', 'false'] },
  {
    title: 'types of the dashboard',
    command: join(bin, 'tsc'),
    flags: ['-p', 'packages/dashboard', '--pretty', 'false'],
  },
  { title: 'format and lint', command: join(bin, 'biome'), flags: ['check', '--error-on-warnings', '.'] },
  { title: 'structure', command: process.execPath, flags: ['scripts/check-structure.ts'] },
  { title: 'unused code and dependencies', command: join(bin, 'knip'), flags: ['--no-progress'] },
]

const drawing: Check = {
  title: 'arrows in ARCHITECTURE.md',
  command: process.execPath,
  flags: ['scripts/draw-architecture.ts', '--check'],
}

/** Runs every check that is not a test, one line each; a failing one also shows what it said. */
export async function runChecks(): Promise<Tally> {
  const tally: Tally = { passed: 0, failed: 0, skipped: 0 }
  for (const check of existsSync(join(root, 'ARCHITECTURE.md')) ? [...checks, drawing] : checks) {
    const startedAt = performance.now()
    const { succeeded, output } = await run(check)
    const seconds = ((performance.now() - startedAt) / 1000).toFixed(1)
    console.log(`${succeeded ? ' ✓' : ' ✗'} ${check.title} (${seconds} s)`)
    if (!succeeded) console.log(output.trimEnd().replace(/^/gm, '   '))
    tally[succeeded ? 'passed' : 'failed']++
  }
  return tally
}

function run({ command, flags }: Check): Promise<{ succeeded: boolean; output: string }> {
  return new Promise(resolve => {
    const child = spawn(command, flags, { cwd: root, stdio: ['ignore', 'pipe', 'pipe'] })
    const chunks: Buffer[] = []
    child.stdout.on('data', (chunk: Buffer) => chunks.push(chunk))
    child.stderr.on('data', (chunk: Buffer) => chunks.push(chunk))
    child.once('error', error => resolve({ succeeded: false, output: error.message }))
    child.once('close', code => resolve({ succeeded: code === 0, output: Buffer.concat(chunks).toString() }))
  })
}

/** The last line of a run, which programs read. */
export function formatTally({ passed, failed, skipped }: Tally): string {
  return `${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`
}
