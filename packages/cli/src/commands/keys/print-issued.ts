import { printSecretBlock, type SecretOptions, type SecretPlace } from '../../output/secrets.ts'
import { toJson } from '../../output/terminal.ts'
import type { Run } from '../run.ts'

type Issued = {
  options: SecretOptions
  place: SecretPlace
  answer: { secret: string | null }
  /** What is said below the token. */
  note?: string
}

const shownOnce = 'You will not see this token again. Copy it now.'

/** Shows a new token in the way that was asked for, and in one place only. */
export function printIssued(
  run: Run,
  { options, place, answer, note }: Issued,
  printFacts: () => void,
): void {
  const { terminal } = run
  const { secret } = answer
  if (options.printSecret) {
    if (secret !== null) terminal.out(secret)
    return
  }
  if (options.json) {
    terminal.out(toJson(place.file === null ? answer : { ...answer, secret: null, secretFile: place.file }))
    return
  }
  printFacts()
  if (place.file !== null) terminal.out(`The token is in ${place.file}.`)
  else if (secret !== null) printSecretBlock(run, secret, note ?? shownOnce)
}
