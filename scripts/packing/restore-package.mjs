/** After `npm pack`, in the folder of a package: package.json is again the one of the repository. */
import { renameSync, rmSync } from 'node:fs'

renameSync('dist/package.source.json', 'package.json')
rmSync('LICENSE')
