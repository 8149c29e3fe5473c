import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { temporaryDirectory } from '../harness/temporary-data.ts'
import { repository } from './pack-package.ts'
import { run } from './run.ts'

/**
 * Installs a tarball into a folder of its own and answers that. Nothing is fetched: what the package needs besides is
 * named, and linked from the repository.
 */
export function installTarball(tarball: string, { linked }: { linked: readonly string[] }): string {
  const directory = temporaryDirectory()
  const dependencies = Object.fromEntries(
    linked.map(name => [name, `file:${join(repository, 'node_modules', name)}`]),
  )
  writeFileSync(join(directory, 'package.json'), JSON.stringify({ private: true, dependencies }))
  const flags = ['--offline', '--no-audit', '--no-fund', '--ignore-scripts', '--silent']
  run('npm', ['install', ...flags, tarball], { cwd: directory })
  return directory
}
