import type { RotateKeyAnswer } from '@keyturn/contract/client'
import { type Command, InvalidArgumentError } from 'commander'
import { connect } from '../../connections/connect.ts'
import { confirmLoss } from '../../output/confirm-loss.ts'
import { formatExactTime } from '../../output/format-time.ts'
import { printFacts } from '../../output/print-facts.ts'
import { addSecretOptions, prepareSecretPlace, type SecretOptions } from '../../output/secrets.ts'
import { type ApiOptions, addApiCommand } from '../add-command.ts'
import type { Run } from '../run.ts'
import { describeUse } from './describe-use.ts'
import { startText } from './key-view.ts'
import { printIssued } from './print-issued.ts'

type Options = ApiOptions & SecretOptions & { overlap: number; yes?: boolean }

export function addRotateKey(parent: Command, run: Run): void {
  const command = addApiCommand(parent, {
    usage: 'rotate <key>',
    summary: 'Give a key a new token. Id, policy, history and expiry stay.',
    examples: [
      'keyturn keys rotate key_… --overlap 24h',
      'keyturn keys rotate key_… --overlap 7d --secret-file new.key',
      'keyturn keys rotate key_… --yes --print-secret | secrets-manager put importer',
    ],
  })
    .option(
      '--overlap <time>',
      'How long the old token stays valid: 90, 30m, 24h, 7d; at most 30d.',
      seconds,
      0,
    )
    .option('--yes', 'Do not ask before the old token ends at once.')
  addSecretOptions(command).action((id: string, options: Options) => rotateKey(run, id, options))
}

async function rotateKey(run: Run, id: string, options: Options): Promise<void> {
  const { calls } = await connect(run, options)
  const place = prepareSecretPlace(run, options)
  let answer: RotateKeyAnswer
  try {
    if (options.overlap === 0) await confirmEnd(run, { id, options, calls })
    answer = await calls.keys.rotate(id, { overlapSeconds: options.overlap })
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

type Ending = { id: string; options: Options; calls: Awaited<ReturnType<typeof connect>>['calls'] }

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
