import type { Environment } from '../config/environment.ts'
import type { Input } from '../output/input.ts'
import type { Prompts } from '../output/prompts.ts'
import type { ExitStatus, Terminal } from '../output/terminal.ts'
import type { ServerModule } from './load-server.ts'

/** What commands work with. */
export type Run = {
  terminal: Terminal
  input: Input
  prompts: Prompts
  environment: Environment
  version: string
  /** The command that was asked for, null when there is none. */
  wanted: string | null
  now: () => number
  /** Ends requests in flight when the command is interrupted. */
  signal: AbortSignal
  /** Sets the status that the command ends with when nothing is thrown. */
  end(status: ExitStatus): void
  loadServer: () => Promise<ServerModule>
}
