import type { Command } from 'commander'
import { connect } from '../../connections/connect.ts'
import { printFacts } from '../../output/print-facts.ts'
import { toJson } from '../../output/terminal.ts'
import { type ApiOptions, addApiCommand } from '../add-command.ts'
import type { Run } from '../run.ts'
import { keyFacts } from './key-view.ts'
import { readToken } from './read-token.ts'

export function addLookupKey(parent: Command, run: Run): void {
  addApiCommand(parent, {
    usage: 'lookup',
    summary: 'Find the key of a token that somebody has found. Not counted as use.',
    examples: ['keyturn keys lookup < token', 'keyturn keys lookup --token-file token --json'],
  })
    .option('--token-file <file>', 'File with the token; default: standard input, or typed unseen.')
    .action(async (options: ApiOptions & { tokenFile?: string }) => {
      const { calls } = await connect(run, options)
      const key = await calls.keys.lookup({ key: await readToken(run, options) })
      if (options.json) run.terminal.out(toJson(key))
      else printFacts(run.terminal, keyFacts(key, run.now()))
    })
}
