import { spawn } from 'node:child_process'
import { resolve } from 'node:path'

const bin = resolve(import.meta.dirname, '../../packages/cli/bin/keyturn.js')
const compileCache = resolve(import.meta.dirname, '../../.cache/compiled')

export type CommandOptions = {
  env?: Readonly<Record<string, string>>
  /** What is on standard input; absent: nothing. */
  stdin?: string
  /** Called with the child as soon as it runs. */
  started?: (pid: number) => void
  /** Another build of the command than this checkout's. */
  command?: string
}

export type Ended = { status: number | null; out: string; error: string }

/** Environment in which the command finds nothing of the caller's. */
export function commandEnvironment(env: Readonly<Record<string, string>> = {}): Record<string, string> {
  return { PATH: process.env['PATH'] ?? '', HOME: '/nonexistent', NODE_COMPILE_CACHE: compileCache, ...env }
}

/** Runs `keyturn …` to its end, with pipes for input and output. */
export function runKeyturn(args: readonly string[], options: CommandOptions = {}): Promise<Ended> {
  const { env, stdin = '', started, command = bin } = options
  const child = spawn(process.execPath, [command, ...args], { env: commandEnvironment(env) })
  if (child.pid !== undefined) started?.(child.pid)
  const ended: Ended = { status: null, out: '', error: '' }
  child.stdout.setEncoding('utf8').on('data', text => {
    ended.out += text
  })
  child.stderr.setEncoding('utf8').on('data', text => {
    ended.error += text
  })
  // A command that reads nothing closes its end early.
  child.stdin.on('error', () => {})
  child.stdin.end(stdin)
  return new Promise((done, failed) => {
    child.once('error', failed)
    child.once('close', status => done({ ...ended, status }))
  })
}

/** The words that start the command. */
export const keyturnCommand = [process.execPath, bin] as const
