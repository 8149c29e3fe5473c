/**
 * Before `npm pack`: builds dist, and makes package.json the one that users get. In the repository the package runs
 * from its sources, and npm, unlike others, takes no `exports` from `publishConfig`.
 */
import { execFileSync } from 'node:child_process'
import { copyFileSync, readFileSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const folder = fileURLToPath(new URL('..', import.meta.url))
const { resolve } = createRequire(import.meta.url)
const manifestFile = join(folder, 'package.json')
const manifest = JSON.parse(readFileSync(manifestFile, 'utf8'))
if (manifest.publishConfig === undefined) {
  throw new Error('package.json is prepared already: restore it with git before packing again.')
}

execFileSync(process.execPath, [join(dirname(resolve('tsdown')), 'run.mjs')], {
  cwd: folder,
  stdio: 'inherit',
})
copyFileSync(join(dirname(resolve('undici/package.json')), 'LICENSE'), join(folder, 'dist/undici.LICENSE'))
copyFileSync(join(folder, '../../LICENSE'), join(folder, 'LICENSE'))
copyFileSync(manifestFile, join(folder, 'dist/package.source.json'))

const { imports: _, scripts: __, devDependencies: ___, publishConfig, ...published } = manifest
writeFileSync(manifestFile, `${JSON.stringify({ ...published, ...publishConfig }, null, 2)}\n`)
