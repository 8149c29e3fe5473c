import { globSync, readFileSync } from 'node:fs'
import { basename, dirname, join, relative, resolve } from 'node:path'
import type { Rolldown } from 'tsdown'

const packages = resolve(import.meta.dirname, '../../packages')

/** Where a source would be in a bundle that kept folders: `engine/usage/shipper.mjs`. */
function placeOf(source: string): string {
  return relative(packages, source).replace('/src/', '/').replace(/\.ts$/, '.mjs')
}

/**
 * The engine opens its SQL files and its threads by their place beside the source. A bundle is one flat folder: so each
 * source is told the place that it would have, and there the SQL files are put, and a file that imports the thread.
 */
export function keepPlaces(): Rolldown.Plugin {
  return {
    name: 'keep-places',
    transform(code, id) {
      if (!id.startsWith(`${packages}/`) || !id.endsWith('.ts') || !code.includes('import.meta.url'))
        return null
      const place = `new URL('./${placeOf(id)}', import.meta.url).href`
      return { code: code.replaceAll('import.meta.url', place) }
    },
    generateBundle() {
      for (const file of globSync('engine/src/**/*.sql', { cwd: packages })) {
        const path = join(packages, file)
        this.emitFile({ type: 'asset', fileName: placeOf(path), source: readFileSync(path) })
      }
      for (const file of globSync('engine/src/**/*-thread.ts', { cwd: packages })) {
        const fileName = placeOf(join(packages, file))
        const thread = relative(dirname(fileName), basename(fileName))
        this.emitFile({ type: 'asset', fileName, source: `import '${thread}'\n` })
      }
    },
  }
}
