import type { Run } from '../commands/run.ts'
import { Refusal, WrongUsage } from './refusal.ts'
import { printable } from './terminal.ts'

export type Loss = {
  /** What happens and to what, as a question. */
  question: string
  /** What follows from it, a sentence each. */
  consequences: readonly string[]
  /** Typed to go on, where a yes would be too easy. */
  word?: string | undefined
}

/** Asks before what cannot be undone, unless `--yes` was given. Throws where the answer is no, or nobody can answer. */
export async function confirmLoss(
  run: Run,
  { yes }: { yes?: boolean },
  loss: () => Promise<Loss>,
): Promise<void> {
  if (yes) return
  if (!run.prompts.available) {
    throw new WrongUsage('This cannot be undone, and nobody is here to be asked. Give --yes to go on.')
  }
  const { question, consequences, word } = await loss()
  for (const consequence of consequences) run.terminal.error(printable(consequence))
  const agreed =
    word === undefined
      ? await run.prompts.confirm(printable(question))
      : await run.prompts.type(`${printable(question)} Type ${printable(word)} to go on.`, word.trim())
  if (!agreed) throw new Refusal('Nothing was changed.')
}
