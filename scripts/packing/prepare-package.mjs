/**
 * Before `npm pack`, in the folder of a package: builds dist, and makes package.json the one that users get. In the
 * repository packages run from their sources, and npm, unlike others, takes no `exports` from `publishConfig`.
 */
import { execFileSync } from 'node:child_process'
import { copyFileSync, readFileSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'

const { resolve } = createRequire(import.meta.url)
const manifest = JSON.parse(readFileSync('package.json', 'utf8'))
if (manifest.publishConfig === undefined) {
  throw new Error('package.json is prepared already: restore it with git before packing again.')
}

execFileSync(process.execPath, [join(dirname(resolve('tsdown')), 'run.mjs')], { stdio: 'inherit' })
copyFileSync('../../LICENSE', 'LICENSE')
copyFileSync('package.json', 'dist/package.source.json')

const { imports: _, scripts: __, devDependencies: ___, publishConfig, ...published } = manifest
writeFileSync('package.json', `${JSON.stringify({ ...published, ...publishConfig }, null, 2)}\n`)
