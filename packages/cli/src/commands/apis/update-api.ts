import type { ApiView } from '@keyturn/contract/client'
import type { Command } from 'commander'
import { connect } from '../../connections/connect.ts'
import { findApiId } from '../../connections/find-references.ts'
import { printFacts } from '../../output/print-facts.ts'
import { WrongUsage } from '../../output/refusal.ts'
import { toJson } from '../../output/terminal.ts'
import { type ApiOptions, addApiCommand } from '../add-command.ts'
import type { Run } from '../run.ts'
import { type ApiSettingOptions, addApiSettings, apiSettings } from './api-settings.ts'
import { apiFacts } from './api-view.ts'

export function addUpdateApi(parent: Command, run: Run): void {
  const command = addApiCommand(parent, {
    usage: 'update <api>',
    summary: 'Change the settings of an API. Lists are replaced as a whole.',
    examples: [
      'keyturn apis update wx --name Weather --scope forecasts:read,forecasts:write',
      'keyturn apis update wx --portal-origin https://app.example.com',
      'echo \'{"maxLifetimeDays":365}\' | keyturn apis update wx --input -',
    ],
  })
  addApiSettings(command).action(async (reference: string, options: ApiOptions & ApiSettingOptions) => {
    const { calls, send } = await connect(run, options)
    const body = await apiSettings(run.input, options)
    if (Object.keys(body).length === 0) throw new WrongUsage('Say what is to be changed; --help lists it.')
    const path = `/v1/apis/${encodeURIComponent(await findApiId(calls, reference))}`
    const api = await send<ApiView>({ method: 'PATCH', path, body })
    if (options.json) run.terminal.out(toJson(api))
    else printFacts(run.terminal, apiFacts(api, run.now()))
  })
}
