/** After `npm pack`: package.json is again the one of the repository. */
import { renameSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const folder = fileURLToPath(new URL('..', import.meta.url))
renameSync(join(folder, 'dist/package.source.json'), join(folder, 'package.json'))
rmSync(join(folder, 'LICENSE'))
