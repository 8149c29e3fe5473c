import type { Command } from 'commander'
import { connect } from '../../connections/connect.ts'
import { confirmLoss } from '../../output/confirm-loss.ts'
import { printable, toJson } from '../../output/terminal.ts'
import { type ApiOptions, addApiCommand } from '../add-command.ts'
import type { Run } from '../run.ts'
import { describeUse } from './describe-use.ts'
import { startText } from './key-view.ts'

type Options = ApiOptions & { reason?: string; yes?: boolean }

export function addRevokeKey(parent: Command, run: Run): void {
  addApiCommand(parent, {
    usage: 'revoke <key>',
    summary: 'End a key for good. Answered when no node accepts it any more.',
    examples: [
      "keyturn keys revoke key_… --reason 'Found in a public repository'",
      'keyturn keys revoke key_… --yes --json',
    ],
  })
    .option('--reason <text>', 'Why; it goes into the audit log.')
    .option('--yes', 'Do not ask.')
    .action((id: string, options: Options) => revokeKey(run, id, options))
}

async function revokeKey(run: Run, id: string, options: Options): Promise<void> {
  const { calls } = await connect(run, options)
  await confirmLoss(run, options, async () => {
    const key = await calls.keys.get(id)
    const use = await describeUse(run, calls, key)
    return {
      question: `Revoke ${key.name} (${startText(key)})?`,
      consequences: [use.sentence, 'Its callers get 401 at once. This cannot be undone.'],
      word: use.isInUse ? key.name : undefined,
    }
  })
  const startedAt = performance.now()
  const body = options.reason === undefined ? {} : { reason: options.reason }
  const answer = await calls.keys.revoke(id, body)
  const took = Math.round(performance.now() - startedAt)
  if (options.json) run.terminal.out(toJson(answer))
  else run.terminal.out(`${printable(answer.key.name)}: ${effectText(answer.effective, took)}`)
}

/** What is true by now; the rest follows when the lease of an absent node has run out. */
function effectText({ everywhere }: { everywhere: boolean }, tookMs: number): string {
  if (everywhere) return `revoked everywhere, ${tookMs} ms.`
  return 'revoked; a node that is cut off may accept it until its lease has run out.'
}
