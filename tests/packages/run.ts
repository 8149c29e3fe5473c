import { spawnSync } from 'node:child_process'

/** Runs a command to its end and answers what it printed; throws with all of that unless it exits with 0. */
export function run(command: string, args: string[], options: { cwd: string }): string {
  const { status, stdout, stderr, error } = spawnSync(command, args, { ...options, encoding: 'utf8' })
  if (status === 0) return stdout
  throw new Error(`${command} ${args.join(' ')}\n${stdout}${stderr}`, { cause: error })
}
