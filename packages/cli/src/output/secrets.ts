/** A new token goes where somebody has said: a file of its own, JSON, or the terminal that the person looks at. */
import { closeSync, rmSync, writeSync } from 'node:fs'
import type { Command } from 'commander'
import type { Run } from '../commands/run.ts'
import { createFile } from './create-file.ts'
import { Refusal, WrongUsage } from './refusal.ts'

export type SecretOptions = { json?: boolean; secretFile?: string; printSecret?: boolean }

/** Where a secret that is made now will go. */
export type SecretPlace = {
  file: string | null
  /** Hands the secret over; answers it where it belongs into the JSON. Null is the secret of a repeated call. */
  keep(secret: string | null): void
  /** Undoes the preparation when there is no secret to keep. */
  drop(): void
}

export function addSecretOptions(command: Command): Command {
  return command
    .option('--secret-file <file>', 'Write the token to a new file that only this user can read.')
    .option('--print-secret', 'Print the token and nothing else, for a pipe.')
}

/** Prepares the place before anything is made, so that no token is lost. Throws `WrongUsage` where there is none. */
export function prepareSecretPlace(run: Run, options: SecretOptions): SecretPlace {
  const { json, secretFile: file, printSecret } = options
  if (printSecret && (json || file !== undefined)) {
    throw new WrongUsage('--print-secret goes with neither --json nor --secret-file.')
  }
  if (file !== undefined) return placeInFile(file)
  if (json || printSecret || run.terminal.columns !== null) {
    return { file: null, keep: secret => assertPresent(secret), drop: () => {} }
  }
  throw new WrongUsage(
    'The token is shown once, and nobody looks at this output. Give --secret-file, --print-secret or --json.',
  )
}

/** The block that a person copies from. */
export function printSecretBlock({ terminal }: Run, secret: string, note: string): void {
  const { bold } = terminal.colours
  for (const line of ['', `  ${bold(secret)}`, '', note]) terminal.out(line)
}

function placeInFile(file: string): SecretPlace {
  const descriptor = createFile(file)
  return {
    file,
    keep: secret => {
      assertPresent(secret)
      writeSync(descriptor, `${secret}\n`)
      closeSync(descriptor)
    },
    drop: () => {
      closeSync(descriptor)
      rmSync(file)
    },
  }
}

function assertPresent(secret: string | null): asserts secret is string {
  if (secret !== null) return
  throw new Refusal(
    'It was done, but the answer with the token was lost on the way. Rotate the key to get a new token.',
  )
}
