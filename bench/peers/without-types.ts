import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { stripTypeScriptTypes } from 'node:module'
import { join } from 'node:path'

const from = import.meta.dirname
/** Below this package, so that the peers find what it has installed. */
const to = join(from, '..', '.cache', 'peers')

/** The peer of this file as a Node reads it that knows no types, such as 20. */
export function withoutTypes(file: string): string {
  mkdirSync(to, { recursive: true })
  for (const name of readdirSync(from).filter(each => each.endsWith('.ts'))) {
    const text = stripTypeScriptTypes(readFileSync(join(from, name), 'utf8'))
    writeFileSync(join(to, compiled(name)), text.replace(/(from '\.\/[a-z-]+)\.ts'/g, "$1.mjs'"))
  }
  return join(to, compiled(file))
}

function compiled(name: string): string {
  return name.replace(/\.ts$/, '.mjs')
}
