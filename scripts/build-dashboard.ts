/** Builds the dashboard where its sources are other than they were at the last time. */
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { join, relative } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { root } from './checks.ts'
import { buildPages, pagesDirectory } from './packing/build-pages.ts'

const packages = join(root, 'packages')
const dashboard = join(packages, 'dashboard')
const cache = join(root, '.cache')
/** What the build was made of; beside it, so that who removes the one removes the other. */
const mark = join(pagesDirectory, 'built-from')
const lock = join(cache, 'building-dashboard')

/** All that the build is made of. */
const sources = [
  join(dashboard, 'src'),
  join(dashboard, 'index.html'),
  join(dashboard, 'package.json'),
  join(dashboard, 'vite.config.ts'),
  join(packages, 'contract', 'src', 'client'),
  join(packages, 'contract', 'src', 'problems'),
  join(root, 'package-lock.json'),
]

/** Answers whether it had to be built. Processes that ask at once wait for the one that builds. */
export async function buildDashboard(): Promise<boolean> {
  const wanted = digestOf(sources)
  if (isBuiltFrom(wanted)) return false
  mkdirSync(cache, { recursive: true })
  while (!takeLock()) await sleep(100)
  try {
    if (isBuiltFrom(wanted)) return false
    await buildPages()
    writeFileSync(mark, wanted)
    return true
  } finally {
    rmSync(lock, { force: true })
  }
}

function digestOf(paths: readonly string[]): string {
  const hash = createHash('sha256')
  for (const path of paths.flatMap(filesOf)) {
    hash.update(`${relative(root, path)}\0`).update(readFileSync(path))
  }
  return hash.digest('hex')
}

function filesOf(path: string): string[] {
  if (!statSync(path).isDirectory()) return [path]
  const entries = readdirSync(path, { withFileTypes: true, recursive: true })
  const files = entries.filter(entry => entry.isFile()).map(entry => join(entry.parentPath, entry.name))
  return files.filter(file => !/\.test\.tsx?$/.test(file)).sort()
}

function isBuiltFrom(digest: string): boolean {
  return existsSync(mark) && readFileSync(mark, 'utf8') === digest
}

/** A lock whose process is gone holds nobody up. */
function takeLock(): boolean {
  try {
    writeFileSync(lock, String(process.pid), { flag: 'wx' })
    return true
  } catch {
    if (!isHeld()) rmSync(lock, { force: true })
    return false
  }
}

function isHeld(): boolean {
  try {
    process.kill(Number(readFileSync(lock, 'utf8')), 0)
    return true
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM'
  }
}
