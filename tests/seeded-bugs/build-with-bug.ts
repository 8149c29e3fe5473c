import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { stripTypeScriptTypes } from 'node:module'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import type { SeededBug } from './seeded-bugs.ts'

const root = resolve(import.meta.dirname, '../..')

export type BuggyBuild = { command: string; remove(): void }

/** The file with its bug. Throws where there is not exactly one place for it, or where it would not even parse. */
export function withBug(bug: SeededBug): string {
  const source = readFileSync(join(root, bug.file), 'utf8')
  if (source.split(bug.find).length !== 2)
    throw new Error(`${bug.file} has not exactly one place for: ${bug.name}`)
  const buggy = source.replace(bug.find, () => bug.replace)
  stripTypeScriptTypes(buggy)
  return buggy
}

/** A copy of the packages with one bug, beside the real dependencies. */
export function buildWithBug(bug: SeededBug): BuggyBuild {
  const buggy = withBug(bug)
  const copy = mkdtempSync(join(tmpdir(), 'keyturn-bug-'))
  cpSync(join(root, 'packages'), join(copy, 'packages'), {
    recursive: true,
    filter: path => !path.includes('node_modules'),
  })
  linkModules(copy)
  writeFileSync(join(copy, bug.file), buggy)
  return {
    command: join(copy, 'packages/cli/bin/keyturn.js'),
    remove: () => rmSync(copy, { recursive: true, force: true }),
  }
}

/** The dependencies are those of the checkout; the workspaces are those of the copy. */
function linkModules(copy: string): void {
  const modules = join(copy, 'node_modules')
  mkdirSync(join(modules, '@keyturn'), { recursive: true })
  for (const name of readdirSync(join(root, 'node_modules'))) {
    if (name !== '@keyturn' && name !== 'keyturn')
      symlinkSync(join(root, 'node_modules', name), join(modules, name))
  }
  for (const name of readdirSync(join(copy, 'packages'))) {
    symlinkSync(join(copy, 'packages', name), join(modules, '@keyturn', name))
    // Versions that npm could not hoist stay where they are.
    const own = join(root, 'packages', name, 'node_modules')
    if (existsSync(own)) symlinkSync(own, join(copy, 'packages', name, 'node_modules'))
  }
}
