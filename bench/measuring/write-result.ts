import { execFileSync } from 'node:child_process'
import { mkdirSync, writeFileSync } from 'node:fs'
import { cpus, loadavg, totalmem } from 'node:os'
import { join } from 'node:path'
import { print } from './print-table.ts'

const directory = join(import.meta.dirname, '..', 'results')

/** Keeps everything that was measured, with what is needed to judge it, in `results/<name>.json`. */
export function writeResult(name: string, result: object): void {
  mkdirSync(directory, { recursive: true })
  const file = join(directory, `${name}.json`)
  const text = JSON.stringify({ name, ...circumstances(), ...result }, null, 1)
  writeFileSync(file, `${text}\n`)
  print(`\nRaw results: results/${name}.json`)
}

function circumstances() {
  const [cpu] = cpus()
  return {
    at: new Date().toISOString(),
    commit: git(['rev-parse', '--short', 'HEAD']),
    uncommitted: git(['status', '--porcelain', '--', '../packages']) !== '',
    node: process.version,
    machine: `${cpus().length} × ${cpu?.model ?? 'unknown'}, ${Math.round(totalmem() / 2 ** 30)} GiB`,
    loadAverage: loadavg().map(load => Number(load.toFixed(2))),
  }
}

function git(parameters: string[]): string {
  try {
    return execFileSync('git', parameters, { cwd: join(directory, '..'), encoding: 'utf8' }).trim()
  } catch {
    return ''
  }
}
