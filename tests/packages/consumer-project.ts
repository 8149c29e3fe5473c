import { cpSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { temporaryDirectory } from '../harness/temporary-data.ts'
import { repository } from './pack-package.ts'
import { run } from './run.ts'

export const frameworks = ['express', 'fastify', 'hono', '@hono/node-server']

/** Programs of a consumer project: what each shows, and how Node is called. All of them print `consumerOutput`. */
export const consumers: [string, string[]][] = [
  ['in an ES module', ['esm.mjs']],
  ['in CommonJS', ['commonjs.cjs']],
  ['in Express', ['express.cjs']],
  ['in Fastify', ['fastify.mjs']],
  ['in Hono', ['hono.mjs']],
  ['where only the web platform is', ['--conditions=workerd', 'edge.mjs']],
]

export const consumerOutput = '200 401 12\n'

/**
 * A project outside the repository that has the tarball and nothing else but what is linked from the repository.
 * Installs offline: what the package would have to fetch fails here.
 */
export function consumerProject(tarball: string, linked: readonly string[]): string {
  const directory = temporaryDirectory()
  writeFileSync(join(directory, 'package.json'), '{ "private": true, "type": "module" }')
  const flags = ['--offline', '--no-audit', '--no-fund', '--ignore-scripts', '--no-package-lock', '--silent']
  run('npm', ['install', ...flags, tarball], { cwd: directory })
  for (const name of linked) {
    mkdirSync(join(directory, 'node_modules', name, '..'), { recursive: true })
    symlinkSync(join(repository, 'node_modules', name), join(directory, 'node_modules', name))
  }
  cpSync(join(import.meta.dirname, 'consumers'), directory, { recursive: true })
  return directory
}
