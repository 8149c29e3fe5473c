import { readText } from '../../output/input.ts'
import { WrongUsage } from '../../output/refusal.ts'
import type { Run } from '../run.ts'

/** A token from a file, standard input, or somebody who types it unseen; never from the command line. */
export async function readToken(run: Run, { tokenFile }: { tokenFile?: string }): Promise<string> {
  const token = (await presented(run, tokenFile)).trim()
  if (token === '') throw new WrongUsage('No token was given: pipe it in, or name a file with --token-file.')
  return token
}

function presented(run: Run, file: string | undefined): Promise<string> {
  if (file !== undefined) return readText(run.input, file)
  if (!run.input.isTerminal) return run.input.read()
  return run.prompts.secret('Token')
}
