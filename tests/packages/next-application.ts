import { cpSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { freePort } from '../harness/start-trial.ts'
import { StartedProcess } from '../harness/started-process.ts'
import { removeTemporary, temporaryDirectory } from '../harness/temporary-data.ts'
import { readBlocks } from '../harness/transcript.ts'
import { packPackage, repository } from './pack-package.ts'
import { run } from './run.ts'

/** What npm brings; too large to be installed with the repository (340 MB, twice the time of `npm ci`). */
const dependencies = { hono: '4.13.19', next: '16.4.6', react: '19.3.1', 'react-dom': '19.3.1' }

/** Where the route handlers of `next-app` lie in the application. */
const routes = {
  'acts.js': 'app/acts/[act]',
  'edge.js': 'app/edge/[id]',
  'hono.js': 'app/hono/[[...path]]',
}

export const nextVersion = dependencies.next

export type NextApplication = {
  url: string
  remove: () => Promise<void>
}

/**
 * An application of the real Next.js with the packed SDK: the route handler of the README, and those of `next-app`.
 * Built as it would be in an image, without the settings of the service; those are there when it starts.
 */
export async function startNextApplication(settings: Record<string, string>): Promise<NextApplication> {
  const directory = temporaryDirectory()
  const imports = { '#options': './options.js' }
  const manifest = { private: true, type: 'module', imports, dependencies }
  writeFileSync(join(directory, 'package.json'), JSON.stringify(manifest))
  const flags = ['--no-audit', '--no-fund', '--ignore-scripts', '--no-package-lock', '--silent']
  run('npm', ['install', ...flags, packPackage('sdk')], { cwd: directory })
  writeRoutes(directory)
  const env = { NEXT_TELEMETRY_DISABLED: '1', HOME: directory }
  const next = (name: string, args: string[], more: Record<string, string> = {}) =>
    new StartedProcess({
      name,
      args: ['node_modules/next/dist/bin/next', ...args],
      env: { ...env, ...more },
      cwd: directory,
      group: 'own',
    })
  const building = next('next build', ['build'])
  if ((await building.ended(600_000)) !== 0) throw new Error(`next build failed:\n${building.output}`)
  const port = await freePort()
  const service = next('next start', ['start', '-H', '127.0.0.1', '-p', String(port)], settings)
  await service.awaitOutput(output => output.match(/Ready in/), 120_000)
  const remove = async () => {
    await service.kill()
    await removeTemporary([directory])
  }
  return { url: `http://127.0.0.1:${port}`, remove }
}

function writeRoutes(directory: string): void {
  const sources = join(import.meta.dirname, 'next-app')
  cpSync(join(sources, 'options.js'), join(directory, 'options.js'))
  for (const [file, folder] of Object.entries(routes))
    cpSync(join(sources, file), join(directory, folder, 'route.js'))
  const readme = readFileSync(join(repository, 'packages/sdk/README.md'), 'utf8')
  const example = readBlocks(readme, '## Next.js').find(({ language }) => language === 'js')
  if (example === undefined) throw new Error('the README has no example for Next.js')
  mkdirSync(join(directory, 'app/forecasts'))
  writeFileSync(join(directory, 'app/forecasts/route.js'), example.text)
}
