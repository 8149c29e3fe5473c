import type { CreateKeyAnswer } from '@keyturn/contract/client'
import type { Command } from 'commander'
import { connect } from '../../connections/connect.ts'
import {
  findApiId,
  findOrganizationId,
  findReferences,
  type References,
} from '../../connections/find-references.ts'
import { printFacts } from '../../output/print-facts.ts'
import { WrongUsage } from '../../output/refusal.ts'
import { addSecretOptions, prepareSecretPlace, type SecretOptions } from '../../output/secrets.ts'
import { type ApiOptions, addApiCommand } from '../add-command.ts'
import type { Run } from '../run.ts'
import { addReferences } from './key-filter.ts'
import { addKeySettings, given, type KeySettingOptions, keySettings } from './key-settings.ts'
import { keyFacts } from './key-view.ts'
import { printIssued } from './print-issued.ts'

type Options = ApiOptions &
  References &
  SecretOptions &
  KeySettingOptions & {
    name?: string
    environment?: string
    externalId?: string
    reachApi?: string
    reachOrganization?: string
  }

export function addCreateKey(parent: Command, run: Run): void {
  const command = addApiCommand(parent, {
    usage: 'create',
    summary: 'Create a key. Its token is handed over this once.',
    examples: [
      "keyturn keys create --api ee --organization cus_1842 --name 'Production CRM sync' --scope leads:read",
      'keyturn keys create --api ee --organization cus_1842 --name Importer --expires 2027-03-01 --allow-ip 203.0.113.0/24 --secret-file importer.key',
      "keyturn keys create --api kt --name 'Weather service' --scope keys:verify,usage:write --reach-api wx --json",
      'keyturn keys create --input key.json --print-secret | secrets-manager put importer',
    ],
  })
  addReferences(command)
    .option('--name <name>', 'What people call it; say what it is for.')
    .option('--environment <name>', "Environment; default: the API's first.")
    .option('--external-id <id>', 'Your own id of it.')
  addKeySettings(command)
    .option('--reach-api <api>', 'For management keys: only this API.')
    .option('--reach-organization <organization>', 'For management keys: only this organization.')
  addSecretOptions(command).action((options: Options) => createKey(run, options))
}

async function createKey(run: Run, options: Options): Promise<void> {
  const { calls, send } = await connect(run, options)
  const settings = await keySettings(run.input, options)
  const place = prepareSecretPlace(run, options)
  let answer: CreateKeyAnswer
  try {
    const body = {
      ...settings,
      ...given({ name: options.name, environment: options.environment, externalId: options.externalId }),
      ...(await findReferences(calls, options)),
      ...(await reachOf(calls, options)),
    }
    assertSaid(body)
    answer = await send<CreateKeyAnswer>({ method: 'POST', path: '/v1/keys', body, keyed: true })
  } catch (error) {
    place.drop()
    throw error
  }
  place.keep(answer.secret)
  printIssued(run, { options, place, answer }, () => {
    printFacts(run.terminal, keyFacts(answer.key, run.now()))
  })
}

/** What no server can guess, in the words of this command. */
function assertSaid(body: { apiId?: unknown; name?: unknown }): void {
  if (body.apiId === undefined)
    throw new WrongUsage('Say which API the key is for: --api, its id or its prefix.')
  if (body.name === undefined) throw new WrongUsage('Say what the key is for: --name.')
}

async function reachOf(calls: Parameters<typeof findApiId>[0], { reachApi, reachOrganization }: Options) {
  if (reachApi === undefined && reachOrganization === undefined) return {}
  return {
    reach: {
      apiId: reachApi === undefined ? null : await findApiId(calls, reachApi),
      organizationId:
        reachOrganization === undefined ? null : await findOrganizationId(calls, reachOrganization),
    },
  }
}
