import { cpSync, mkdirSync, readdirSync, symlinkSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { run } from './run.ts'

export const repository = resolve(import.meta.dirname, '../..')

/**
 * Packs the SDK in a copy of its sources, because packing rewrites its package.json for a moment, and other tests run
 * from the sources meanwhile. Answers the path of the tarball.
 */
export function packSdk(directory: string): string {
  mkdirSync(join(directory, 'node_modules/@keyturn'), { recursive: true })
  for (const name of readdirSync(join(repository, 'node_modules'))) {
    if (name !== '@keyturn')
      symlinkSync(join(repository, 'node_modules', name), join(directory, 'node_modules', name))
  }
  for (const name of ['core', 'contract', 'sdk']) {
    const [from, to] = [join(repository, 'packages', name), join(directory, 'packages', name)]
    cpSync(from, to, { recursive: true, filter: path => !/\/(?:node_modules|dist)$/.test(path) })
    symlinkSync(to, join(directory, 'node_modules/@keyturn', name))
  }
  const nested = 'packages/sdk/node_modules'
  symlinkSync(join(repository, nested), join(directory, nested))
  for (const file of ['tsconfig.json', 'packages/tsconfig.sdk.json', 'LICENSE'])
    cpSync(join(repository, file), join(directory, file))
  const pack = ['pack', '--ignore-scripts=false', '--silent', '--pack-destination', directory]
  run('npm', pack, { cwd: join(directory, 'packages/sdk') })
  const tarball = readdirSync(directory).find(name => name.endsWith('.tgz'))
  if (tarball === undefined) throw new Error('npm pack made no tarball')
  return join(directory, tarball)
}
