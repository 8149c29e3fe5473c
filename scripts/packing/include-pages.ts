import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Rolldown } from 'tsdown'
import { buildPages, pagesDirectory } from './build-pages.ts'

/** Puts a fresh build of the dashboard where the server of the package looks for it. */
export function includePages(): Rolldown.Plugin {
  return {
    name: 'include-pages',
    async generateBundle() {
      await buildPages()
      for (const file of globSync('{assets/*,index.html,THIRD-PARTY-LICENSES}', { cwd: pagesDirectory })) {
        this.emitFile({
          type: 'asset',
          fileName: `dashboard/${file}`,
          source: readFileSync(join(pagesDirectory, file)),
        })
      }
    },
  }
}
