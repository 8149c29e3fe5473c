import type { Command } from 'commander'
import { connect } from '../../connections/connect.ts'
import { printFacts } from '../../output/print-facts.ts'
import { toJson } from '../../output/terminal.ts'
import { type ApiOptions, addApiCommand } from '../add-command.ts'
import type { Run } from '../run.ts'
import { keyFacts } from './key-view.ts'

export function addShowKey(parent: Command, run: Run): void {
  addApiCommand(parent, {
    usage: 'show <key>',
    summary: 'Show a key with its policy.',
    examples: ['keyturn keys show key_01jd8q4z6xk2v9m3t7r5w1c0ha', 'keyturn keys show key_… --json'],
  }).action(async (id: string, options: ApiOptions) => {
    const { calls } = await connect(run, options)
    const key = await calls.keys.get(id)
    if (options.json) run.terminal.out(toJson(key))
    else printFacts(run.terminal, keyFacts(key, run.now()))
  })
}
