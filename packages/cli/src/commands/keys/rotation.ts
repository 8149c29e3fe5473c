import type { KeyturnCalls, RotateKeyAnswer } from '@keyturn/contract/client'
import { type Command, InvalidArgumentError } from 'commander'
import { confirmLoss } from '../../output/confirm-loss.ts'
import { formatExactTime } from '../../output/format-time.ts'
import { printFacts } from '../../output/print-facts.ts'
import { addSecretOptions, prepareSecretPlace, type SecretOptions } from '../../output/secrets.ts'
import type { Run } from '../run.ts'
import { describeUse } from './describe-use.ts'
import { startText } from './key-view.ts'
import { printIssued } from './print-issued.ts'

export type RotationOptions = SecretOptions & { overlap: number; yes?: boolean }

type Rotating<Answer> = {
  options: RotationOptions
  calls: KeyturnCalls
  findKeyId: () => Promise<string>
  send: (body: { overlapSeconds: number }) => Promise<Answer>
}

/** How a key is given a new token, whatever leads to it. */
export function addRotationOptions(command: Command): Command {
  return addSecretOptions(
    command
      .option(
        '--overlap <time>',
        'How long the old token stays valid: 90, 30m, 24h, 7d; at most 30d.',
        seconds,
        0,
      )
      .option('--yes', 'Do not ask before the old token ends at once.'),
  )
}

/** Asks first where the old token ends at once, then has the key rotated and shows the new token as it was asked for. */
export async function rotate<Answer extends RotateKeyAnswer>(
  run: Run,
  { options, calls, findKeyId, send }: Rotating<Answer>,
): Promise<void> {
  const place = prepareSecretPlace(run, options)
  let answer: Answer
  try {
    if (options.overlap === 0) await confirmEnd(run, { id: await findKeyId(), options, calls })
    answer = await send({ overlapSeconds: options.overlap })
  } catch (error) {
    place.drop()
    throw error
  }
  place.keep(answer.secret)
  printIssued(run, { options, place, answer }, () => {
    const { key, retiring } = answer
    const old = retiring
      ? `${startText(retiring)} is valid until ${formatExactTime(retiring.endsAt, run.now())}`
      : 'is not valid any more'
    printFacts(run.terminal, [
      { label: 'Name', text: key.name },
      { label: 'Id', text: key.id },
      { label: 'New token', text: startText(key) },
      { label: 'Old token', text: old },
    ])
  })
}

type Ending = { id: string; options: RotationOptions; calls: KeyturnCalls }

async function confirmEnd(run: Run, { id, options, calls }: Ending): Promise<void> {
  await confirmLoss(run, options, async () => {
    const key = await calls.keys.get(id)
    const use = await describeUse(run, calls, key)
    return {
      question: `Rotate ${key.name} (${startText(key)}) without an overlap?`,
      consequences: [
        use.sentence,
        'Callers with the old token get 401 at once; --overlap 24h gives them a day.',
      ],
      word: use.isInUse ? key.name : undefined,
    }
  })
}

const unitSeconds = new Map([
  ['', 1],
  ['s', 1],
  ['m', 60],
  ['h', 3600],
  ['d', 86_400],
])

function seconds(text: string): number {
  const [, amount = '', unit = ''] = /^(\d{1,9})([smhd]?)$/.exec(text) ?? []
  if (amount === '') throw new InvalidArgumentError('It must be a time such as 90, 30m, 24h or 7d.')
  return Number(amount) * (unitSeconds.get(unit) ?? 1)
}
