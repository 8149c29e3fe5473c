import { spawn } from 'node:child_process'
import { join, resolve } from 'node:path'

const repository = resolve(import.meta.dirname, '../..')
const dashboard = join(repository, 'packages', 'dashboard')

/** Where the build of the dashboard is put. */
export const pagesDirectory: string = join(dashboard, 'dist')

/** Builds the dashboard. Throws with what the tool said. */
export async function buildPages(): Promise<void> {
  const vite = join(repository, 'node_modules', 'vite', 'bin', 'vite.js')
  const child = spawn(process.execPath, [vite, 'build', '--logLevel', 'warn'], {
    cwd: dashboard,
    // Whoever tests would build pages for development.
    env: { ...process.env, NODE_ENV: 'production' },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const output: Buffer[] = []
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => output.push(chunk))
  const status = await new Promise<number | null>((ended, failed) => {
    child.once('error', failed)
    child.once('close', ended)
  })
  if (status !== 0) throw new Error(`The dashboard was not built:\n${Buffer.concat(output)}`)
}
