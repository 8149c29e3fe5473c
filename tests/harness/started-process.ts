import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { resolve } from 'node:path'
import { eventually } from './eventually.ts'

export type ProcessOptions = {
  /** For messages. */
  name: string
  /** Instead of this Node. */
  program?: string
  /** Its arguments. */
  args: readonly string[]
  /** The whole environment besides PATH and a cache: nothing of the caller's gets through. */
  env: Readonly<Record<string, string>>
  cwd?: string
  /** `own` where the process starts others: SIGKILL then ends them too. */
  group?: 'own'
  /** A command that runs this Node and becomes it, such as `strace -D …`. */
  under?: readonly string[]
}

const running = new Set<StartedProcess>()
const stopMsMax = 20_000
/** A third of the work of a start is to compile what has not changed since the last one. */
const compileCache = resolve(import.meta.dirname, '../../.cache/compiled')

/** A test run that is torn down in the middle must not leave servers behind. */
process.once('exit', endAll)
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
  process.once(signal, () => {
    endAll()
    process.kill(process.pid, signal)
  })
}

function endAll(): void {
  for (const started of running) started.endAtOnce()
}

/** A process, of this Node unless told otherwise, with all that it has printed. */
export class StartedProcess {
  readonly #name: string
  readonly #child: ChildProcess
  readonly #group: 'own' | undefined
  readonly #exited: Promise<unknown>
  #output = ''

  constructor({ name, program: own = process.execPath, args, env, cwd, group, under = [] }: ProcessOptions) {
    const { PATH = '' } = process.env
    const [program = own, ...rest] = [...under, own, ...args]
    const child = spawn(program, rest, {
      env: { PATH, NODE_COMPILE_CACHE: compileCache, ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
      detached: group === 'own',
      ...(cwd === undefined ? {} : { cwd }),
    })
    this.#name = name
    this.#child = child
    this.#group = group
    this.#exited = once(child, 'close').finally(() => running.delete(this))
    running.add(this)
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding('utf8').on('data', text => {
        this.#output += text
      })
    }
  }

  get pid(): number {
    if (this.#child.pid === undefined) throw new Error(`${this.#name} was not started`)
    return this.#child.pid
  }

  /** Standard output and standard error so far, as they came. */
  get output(): string {
    return this.#output
  }

  get isRunning(): boolean {
    return running.has(this)
  }

  /** What `find` makes of the output. Throws, showing the output, when the process ends or takes too long. */
  async awaitOutput<Found>(find: (output: string) => Found | null, withinMs = 50_000): Promise<Found> {
    const ask = async () => {
      const found = find(this.#output)
      if (found === null && !this.isRunning) throw new Error('it has ended')
      return found
    }
    return eventually(`${this.#name} is up`, ask, { withinMs }).catch(async (cause: unknown) => {
      await this.kill()
      throw new Error(`${this.#name} did not start:\n${this.#output}`, { cause })
    })
  }

  /** The exit status of a process that ends by itself; null when a signal has ended it, ours after `withinMs` too. */
  async ended(withinMs = 50_000): Promise<number | null> {
    const late = setTimeout(() => this.endAtOnce(), withinMs)
    await this.#exited
    clearTimeout(late)
    return this.#child.exitCode
  }

  /** SIGTERM. Throws, showing the output, unless the process ends with status 0 by itself. */
  async stop(): Promise<void> {
    if (!this.isRunning) throw new Error(`${this.#name} has ended by itself:\n${this.#output}`)
    this.#child.kill('SIGTERM')
    const late = setTimeout(() => this.endAtOnce(), stopMsMax)
    await this.#exited
    clearTimeout(late)
    const { exitCode, signalCode } = this.#child
    if (exitCode === 0) return
    throw new Error(`${this.#name} ended with ${signalCode ?? exitCode}:\n${this.#output}`)
  }

  /** SIGKILL; no matter whether the process still runs. */
  async kill(): Promise<void> {
    if (!this.isRunning) return
    this.endAtOnce()
    await this.#exited
  }

  /** SIGKILL, without waiting for the end. */
  endAtOnce(): void {
    if (this.#group === 'own') killGroup(this.pid)
    else this.#child.kill('SIGKILL')
  }
}

function killGroup(leader: number): void {
  try {
    process.kill(-leader, 'SIGKILL')
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'ESRCH')) throw error
  }
}
