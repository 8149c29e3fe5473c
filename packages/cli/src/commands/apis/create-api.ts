import type { ApiView } from '@keyturn/contract/client'
import type { Command } from 'commander'
import { connect } from '../../connections/connect.ts'
import { printFacts } from '../../output/print-facts.ts'
import { toJson } from '../../output/terminal.ts'
import { type ApiOptions, addApiCommand } from '../add-command.ts'
import { given } from '../keys/key-settings.ts'
import type { Run } from '../run.ts'
import { type ApiSettingOptions, addApiSettings, apiSettings } from './api-settings.ts'
import { apiFacts } from './api-view.ts'

type Options = ApiOptions & ApiSettingOptions & { prefix?: string }

export function addCreateApi(parent: Command, run: Run): void {
  const command = addApiCommand(parent, {
    usage: 'create',
    summary: 'Add an API whose keys Keyturn manages.',
    examples: [
      'keyturn apis create --name Weather --prefix wx --scope forecasts:read,stations:write',
      'keyturn apis create --input api.json --json',
    ],
  }).option('--prefix <prefix>', 'First word of every token: 2 to 12 of a-z and 0-9.')
  addApiSettings(command).action(async (options: Options) => {
    const { send } = await connect(run, options)
    const body = { ...(await apiSettings(run.input, options)), ...given({ prefix: options.prefix }) }
    const api = await send<ApiView>({ method: 'POST', path: '/v1/apis', body, keyed: true })
    if (options.json) run.terminal.out(toJson(api))
    else printFacts(run.terminal, apiFacts(api, run.now()))
  })
}
