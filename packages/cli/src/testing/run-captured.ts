import { createColors } from 'picocolors'
import type { ServerModule } from '../commands/load-server.ts'
import type { Run } from '../commands/run.ts'
import type { Environment } from '../config/environment.ts'
import { runCommand } from '../run-command.ts'

export type Surroundings = Partial<Omit<Run, 'environment' | 'terminal'>> & {
  environment?: Partial<Environment>
  /** Columns of the terminal; absent: standard output is no terminal. */
  columns?: number
  /** What is on standard input. */
  stdin?: string
}

type Captured = { status: number; out: string; error: string; loads: number }

/** Surroundings whose output is kept, with nobody to answer prompts unless told otherwise. */
export function captured(given: Surroundings = {}) {
  const { environment, columns, stdin, ...rest } = given
  const { loadServer = noServer } = rest
  const kept = { out: [] as string[], error: [] as string[], loads: 0 }
  const run = {
    version: '1.2.3',
    terminal: {
      out: (line: string) => kept.out.push(line),
      error: (line: string) => kept.error.push(line),
      columns: columns ?? null,
      colours: createColors(false),
      progress: () => {},
    },
    input: { isTerminal: false, read: async () => stdin ?? '' },
    prompts: { available: false, confirm: nobody, type: nobody, text: nobody, secret: nobody },
    environment: {
      url: null,
      key: null,
      keyFile: null,
      profileFile: '/nonexistent/profiles.json',
      serverVariables: [],
      plain: true,
      ...environment,
    },
    now: Date.now,
    signal: new AbortController().signal,
    ...rest,
    loadServer: () => {
      kept.loads++
      return loadServer()
    },
  }
  return { run, kept }
}

/** Runs a command line in this process. */
export async function runCaptured(args: readonly string[], given: Surroundings = {}): Promise<Captured> {
  const { run, kept } = captured(given)
  const status = await runCommand(args, run)
  return { status, out: kept.out.join('\n'), error: kept.error.join('\n'), loads: kept.loads }
}

function noServer(): Promise<ServerModule> {
  return Promise.reject(new Error('the server is not needed'))
}

function nobody(): Promise<never> {
  return Promise.reject(new Error('nobody is here to answer'))
}
