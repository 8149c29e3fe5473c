import manifest from '../package.json' with { type: 'json' }
import { loadServer } from './commands/load-server.ts'
import { readEnvironment } from './config/environment.ts'
import { processInput } from './output/input.ts'
import { processPrompts } from './output/prompts.ts'
import { exitStatus, processTerminal } from './output/terminal.ts'
import { runCommand, wantedCommand } from './run-command.ts'

/** The command of this process. */
export async function main(): Promise<void> {
  endQuietlyOnClosedPipe()
  const args = process.argv.slice(2)
  const environment = readEnvironment()
  // A server answers what is in flight before it ends, and listens to the signal itself.
  const signal = wantedCommand(args) === 'serve' ? new AbortController().signal : signalOfInterrupt()
  const status = await runCommand(args, {
    version: manifest.version,
    environment,
    terminal: processTerminal(environment),
    input: processInput(),
    prompts: processPrompts(),
    now: Date.now,
    signal,
    loadServer,
  })
  if (status !== exitStatus.done) process.exit(status)
}

/** Ctrl-C ends what is in flight, so that half-written files are removed; a second one ends the process. */
function signalOfInterrupt(): AbortSignal {
  const interrupt = new AbortController()
  process.on('SIGINT', () => {
    if (interrupt.signal.aborted) process.exit(exitStatus.interrupted)
    interrupt.abort()
  })
  return interrupt.signal
}

/** `keyturn … | head -1` is no failure. */
function endQuietlyOnClosedPipe(): void {
  for (const stream of [process.stdout, process.stderr]) {
    stream.on('error', (error: NodeJS.ErrnoException) => {
      if (error.code === 'EPIPE') process.exit(exitStatus.done)
      throw error
    })
  }
}
