import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'

export type ProcessOptions = {
  name: string
  /** Instead of this Node. */
  program?: string
  /** Its arguments. */
  args: readonly string[]
  env?: Readonly<Record<string, string>>
  /** Found in the output when it is up; the first group is what is returned as `found`. */
  upWhen: RegExp
  /** The core that it is bound to; null leaves that to the system. Default 0. */
  core?: number | null
  /** Default 60,000. */
  withinMs?: number
}

export type RunningProcess = {
  pid: number
  found: string
  output(): string
  /** SIGTERM, and SIGKILL if that takes more than 20 s. */
  stop(): Promise<void>
}

const children = new Set<ChildProcess>()
process.once('exit', () => {
  for (const child of children) child.kill('SIGKILL')
})
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(1))

/** A process, of this Node unless told otherwise, on one core, up and with nothing of the caller's environment but PATH. */
export async function startProcess(options: ProcessOptions): Promise<RunningProcess> {
  const child = spawnOnCore(options)
  children.add(child)
  let output = ''
  const exited = once(child, 'exit').finally(() => children.delete(child))
  const found = Promise.withResolvers<string>()
  for (const stream of [child.stdout, child.stderr]) {
    stream?.setEncoding('utf8').on('data', (text: string) => {
      output += text
      const match = options.upWhen.exec(output)
      if (match) found.resolve(match[1] ?? '')
    })
  }
  exited.then(() => found.reject(new Error(`${options.name} ended:\n${output}`)))
  const late = setTimeout(() => {
    child.kill('SIGKILL')
    found.reject(new Error(`${options.name} is not up:\n${output}`))
  }, options.withinMs ?? 60_000)
  const value = await found.promise.finally(() => clearTimeout(late))
  return {
    pid: child.pid ?? 0,
    found: value,
    output: () => output,
    stop: async () => {
      if (!children.has(child)) return
      child.kill('SIGTERM')
      const stuck = setTimeout(() => child.kill('SIGKILL'), 20_000)
      await exited
      clearTimeout(stuck)
    },
  }
}

function spawnOnCore({ program = process.execPath, args, env = {}, core = 0 }: ProcessOptions): ChildProcess {
  const { PATH = '' } = process.env
  const command = core === null ? [program, ...args] : ['taskset', '-c', String(core), program, ...args]
  const [file = '', ...rest] = command
  return spawn(file, rest, { env: { PATH, ...env }, stdio: ['ignore', 'pipe', 'pipe'] })
}
