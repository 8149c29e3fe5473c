import type { Command } from 'commander'
import { connectTo } from '../../connections/connect.ts'
import { findConnection } from '../../connections/find-connection.ts'
import { formatExactTime } from '../../output/format-time.ts'
import { printFacts } from '../../output/print-facts.ts'
import { toJson } from '../../output/terminal.ts'
import { type ApiOptions, addApiCommand } from '../add-command.ts'
import { reachText } from '../keys/key-view.ts'
import type { Run } from '../run.ts'

/** `keyturn whoami` */
export function addWhoami(program: Command, run: Run): void {
  addApiCommand(program, {
    usage: 'whoami',
    summary: 'What the key in use is and may do, and where it came from.',
    examples: ['keyturn whoami', 'keyturn whoami --profile staging --json'],
  }).action(async (options: ApiOptions) => {
    const connection = await findConnection(run, options)
    const identity = await connectTo(run, connection).calls.whoami()
    if (options.json) {
      run.terminal.out(toJson(identity))
      return
    }
    const { reach } = identity
    printFacts(run.terminal, [
      { label: 'Key', text: `${identity.name} (${identity.id})` },
      { label: 'From', text: connection.source },
      { label: 'Address', text: connection.url },
      { label: 'Scopes', text: identity.scopes.join(', ') || 'none' },
      { label: 'Manages', text: reach ? reachText(reach) : 'nothing: it is no management key' },
      { label: 'Environment', text: identity.environment ?? '' },
      { label: 'Expires', text: formatExactTime(identity.expiresAt, run.now()) },
    ])
  })
}
