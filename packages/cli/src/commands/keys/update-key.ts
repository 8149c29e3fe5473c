import type { KeyView } from '@keyturn/contract/client'
import type { Command } from 'commander'
import { connect } from '../../connections/connect.ts'
import { printFacts } from '../../output/print-facts.ts'
import { WrongUsage } from '../../output/refusal.ts'
import { toJson } from '../../output/terminal.ts'
import { type ApiOptions, addApiCommand } from '../add-command.ts'
import type { Run } from '../run.ts'
import { addKeySettings, type KeySettingOptions, keySettings } from './key-settings.ts'
import { keyFacts } from './key-view.ts'

type Options = ApiOptions & KeySettingOptions & { enable?: true; disable?: true; clear?: string[] }

/** Members that can be set back to nothing. */
const clearable = new Map([
  ['ips', 'allowedIps'],
  ['endpoints', 'allowedEndpoints'],
  ['limits', 'rateLimits'],
  ['credits', 'credits'],
  ['purpose', 'purpose'],
  ['used-by', 'usedBy'],
  ['rotation', 'rotateEveryDays'],
])

export function addUpdateKey(parent: Command, run: Run): void {
  const command = addApiCommand(parent, {
    usage: 'update <key>',
    summary: 'Change the policy of a key, or switch it off and on. Lists are replaced as a whole.',
    examples: [
      'keyturn keys update key_… --scope leads:read,leads:write --allow-ip 203.0.113.0/24',
      'keyturn keys update key_… --disable',
      'keyturn keys update key_… --expires never --clear ips --clear limits',
    ],
  })
  addKeySettings(command)
    .option('--enable', 'Let it work again.')
    .option('--disable', 'Switch it off until it is enabled.')
    .option('--clear <setting>', `Lift a restriction: ${[...clearable.keys()].join(', ')}; repeat.`, toClear)
    .action((id: string, options: Options) => updateKey(run, id, options))
}

async function updateKey(run: Run, id: string, options: Options): Promise<void> {
  if (options.enable && options.disable) throw new WrongUsage('--enable and --disable exclude each other.')
  const { send } = await connect(run, options)
  const body = {
    ...(await keySettings(run.input, options)),
    ...(options.enable || options.disable ? { enabled: options.enable === true } : {}),
    ...Object.fromEntries((options.clear ?? []).map(name => [name, null])),
  }
  if (Object.keys(body).length === 0) throw new WrongUsage('Say what is to be changed; --help lists it.')
  const path = `/v1/keys/${encodeURIComponent(id)}`
  const key = await send<KeyView>({ method: 'PATCH', path, body })
  if (options.json) run.terminal.out(toJson(key))
  else printFacts(run.terminal, keyFacts(key, run.now()))
}

function toClear(text: string, before: string[] = []): string[] {
  const member = clearable.get(text)
  if (member === undefined) throw new WrongUsage(`--clear takes one of ${[...clearable.keys()].join(', ')}.`)
  return [...before, member]
}
