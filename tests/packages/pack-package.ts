import { cpSync, existsSync, mkdirSync, readdirSync, symlinkSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { temporaryDirectory } from '../harness/temporary-data.ts'
import { run } from './run.ts'

export const repository = resolve(import.meta.dirname, '../..')
const packages = ['core', 'contract', 'engine', 'server', 'dashboard', 'sdk', 'cli']

/**
 * Packs a package in a copy of the sources, because packing rewrites its package.json for a moment, and other tests
 * run from the sources meanwhile. Answers the path of the tarball.
 */
export function packPackage(name: 'sdk' | 'cli'): string {
  const directory = temporaryDirectory()
  mkdirSync(join(directory, 'node_modules/@keyturn'), { recursive: true })
  for (const entry of readdirSync(join(repository, 'node_modules'))) {
    if (entry !== '@keyturn')
      symlinkSync(join(repository, 'node_modules', entry), join(directory, 'node_modules', entry))
  }
  for (const each of packages) {
    const folder = join(directory, 'packages', each)
    copySources(join('packages', each), directory)
    symlinkSync(folder, join(directory, 'node_modules/@keyturn', each))
    const nested = join(repository, 'packages', each, 'node_modules')
    if (existsSync(nested)) symlinkSync(nested, join(folder, 'node_modules'))
  }
  for (const path of ['scripts/packing', 'tsconfig.json', 'packages/tsconfig.sdk.json', 'LICENSE'])
    copySources(path, directory)
  const pack = ['pack', '--ignore-scripts=false', '--silent', '--pack-destination', directory]
  run('npm', pack, { cwd: join(directory, 'packages', name) })
  const tarball = readdirSync(directory).find(entry => entry.endsWith('.tgz'))
  if (tarball === undefined) throw new Error('npm pack made no tarball')
  return join(directory, tarball)
}

function copySources(path: string, directory: string): void {
  const filter = (source: string) => !/\/(?:node_modules|dist|\.cache)$/.test(source)
  cpSync(join(repository, path), join(directory, path), { recursive: true, filter })
}
