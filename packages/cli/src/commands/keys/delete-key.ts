import type { Command } from 'commander'
import { connect } from '../../connections/connect.ts'
import { confirmLoss } from '../../output/confirm-loss.ts'
import { type ApiOptions, addApiCommand } from '../add-command.ts'
import type { Run } from '../run.ts'
import { describeUse } from './describe-use.ts'
import { startText } from './key-view.ts'

export function addDeleteKey(parent: Command, run: Run): void {
  addApiCommand(parent, {
    usage: 'delete <key>',
    summary: 'Revoke a key and hide it from lists. The logs keep its name.',
    examples: ['keyturn keys delete key_…', 'keyturn keys delete key_… --yes'],
  })
    .option('--yes', 'Do not ask.')
    .action(async (id: string, options: ApiOptions & { yes?: boolean }) => {
      const { calls } = await connect(run, options)
      await confirmLoss(run, options, async () => {
        const key = await calls.keys.get(id)
        const use = await describeUse(run, calls, key)
        return {
          question: `Delete ${key.name} (${startText(key)})?`,
          consequences: [use.sentence, 'It is revoked, and lists no longer show it. This cannot be undone.'],
          word: use.isInUse ? key.name : undefined,
        }
      })
      await calls.keys.delete(id)
      if (!options.json) run.terminal.out('Deleted.')
    })
}
