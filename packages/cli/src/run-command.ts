import { redactTokens } from '@keyturn/contract'
import { CommanderError } from 'commander'
import type { Run } from './commands/run.ts'
import { createProgram } from './create-program.ts'
import { WrongUsage } from './output/refusal.ts'
import { reportFailure, toFailure } from './output/report-failure.ts'
import { type ExitStatus, exitStatus } from './output/terminal.ts'

/** Runs one command line. The status is the process's exit status; a served process goes on after 0. */
export async function runCommand(
  args: readonly string[],
  run: Omit<Run, 'wanted' | 'end'>,
): Promise<ExitStatus> {
  const wanted = wantedCommand(args)
  let status: ExitStatus = exitStatus.done
  const end = (ended: ExitStatus) => {
    status = ended
  }
  try {
    assertNoToken(args)
    const program = await createProgram({ ...run, wanted, end })
    if (args.length === 0) {
      run.terminal.error(program.helpInformation().trimEnd())
      return exitStatus.wrongUsage
    }
    await program.parseAsync(args, { from: 'user' })
    return status
  } catch (error) {
    run.terminal.progress(null)
    if (run.signal.aborted) return exitStatus.interrupted
    if (error instanceof CommanderError) return error.exitCode === 0 ? exitStatus.done : exitStatus.wrongUsage
    return reportFailure(run.terminal, toFailure(error), { json: isForPrograms(args) })
  }
}

/** The first word that is no flag; with `help`, the one after it. */
export function wantedCommand(args: readonly string[]): string | null {
  const words = args.filter(argument => !argument.startsWith('-'))
  return (words[0] === 'help' ? words[1] : words[0]) ?? null
}

/** Everybody on the machine can read arguments in the process list, and the shell keeps them in its history. */
function assertNoToken(args: readonly string[]): void {
  if (args.every(argument => redactTokens(argument) === argument)) return
  throw new WrongUsage(
    'A token was given as an argument, where other users and the history of the shell can see it. Give it by standard input, a file or the environment, and rotate its key.',
  )
}

function isForPrograms(args: readonly string[]): boolean {
  return args.includes('--json') || args.includes('--jsonl')
}
