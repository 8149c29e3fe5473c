import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

/** A file that never changes under its name, which holds a hash of it, in the encodings that it was built in. */
export type PageAsset = { type: string; plain: Buffer; br: Buffer | null; gzip: Buffer | null }

/** What a build of the dashboard consists of. */
export type PageFiles = {
  /** The one page that starts it. */
  page: string
  /** By path from the root, such as `/assets/main-B1x0.js`. */
  assets: ReadonlyMap<string, PageAsset>
}

const types: Readonly<Record<string, string>> = {
  js: 'text/javascript; charset=utf-8',
  css: 'text/css; charset=utf-8',
  svg: 'image/svg+xml',
}

/** Where a checkout has the build, and where the package `keyturn` has it. */
const places = ['../../../dashboard/dist/', '../../dashboard/']

/** Reads the build once, so that what is served is one version of it; null where it was not built. */
export function readPageFiles(directory: string | null = findBuild()): PageFiles | null {
  if (directory === null) return null
  const folder = join(directory, 'assets')
  const names = readdirSync(folder)
  const read = (name: string) => (names.includes(name) ? readFileSync(join(folder, name)) : null)
  const assets = names.flatMap(name => {
    const type = types[name.slice(name.lastIndexOf('.') + 1)]
    if (type === undefined) return []
    const plain = readFileSync(join(folder, name))
    return [[`/assets/${name}`, { type, plain, br: read(`${name}.br`), gzip: read(`${name}.gz`) }] as const]
  })
  return { page: readFileSync(join(directory, 'index.html'), 'utf8'), assets: new Map(assets) }
}

function findBuild(): string | null {
  const directories = places.map(place => fileURLToPath(new URL(place, import.meta.url)))
  return directories.find(directory => existsSync(join(directory, 'index.html'))) ?? null
}
