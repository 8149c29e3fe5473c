import { confirm, isCancel, password, text } from '@clack/prompts'
import { Interrupted } from './refusal.ts'

/** Questions to a person at a terminal. All throw `Interrupted` on Ctrl-C and Esc. */
export type Prompts = {
  /** False where nobody can answer. */
  available: boolean
  confirm(question: string): Promise<boolean>
  /** True when the person has typed the word. */
  type(question: string, word: string): Promise<boolean>
  text(question: string, initial: string): Promise<string>
  /** Not shown while it is typed. */
  secret(question: string): Promise<string>
}

/** Asked on standard error, so that standard output stays what a program may read. */
export function processPrompts(): Prompts {
  const output = process.stderr
  return {
    available: Boolean(process.stdin.isTTY && process.stderr.isTTY),
    confirm: async message => answered<boolean>(await confirm({ message, initialValue: false, output })),
    type: async (message, word) => answered<string>(await text({ message, output })).trim() === word,
    text: async (message, initialValue) => answered<string>(await text({ message, initialValue, output })),
    secret: async message => answered<string>(await password({ message, output })),
  }
}

function answered<Answer>(answer: Answer | symbol): Answer {
  if (isCancel(answer) || typeof answer === 'symbol') throw new Interrupted()
  return answer
}
