import type { Command } from 'commander'
import { connect } from '../../connections/connect.ts'
import { printable, toJson } from '../../output/terminal.ts'
import { type ApiOptions, addApiCommand } from '../add-command.ts'
import type { Run } from '../run.ts'

export function addRenameKey(parent: Command, run: Run): void {
  addApiCommand(parent, {
    usage: 'rename <key> <name>',
    summary: 'Give a key another name.',
    examples: ["keyturn keys rename key_… 'CRM sync (EU)'"],
  }).action(async (id: string, name: string, options: ApiOptions) => {
    const { calls } = await connect(run, options)
    const key = await calls.keys.update(id, { name })
    run.terminal.out(options.json ? toJson(key) : `Renamed to ${printable(key.name)}.`)
  })
}
