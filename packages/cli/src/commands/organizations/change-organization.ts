import type { OrganizationView } from '@keyturn/contract/client'
import type { Command } from 'commander'
import { connect } from '../../connections/connect.ts'
import { findOrganizationId } from '../../connections/find-references.ts'
import { printFacts } from '../../output/print-facts.ts'
import { WrongUsage } from '../../output/refusal.ts'
import { toJson } from '../../output/terminal.ts'
import { type ApiOptions, addApiCommand } from '../add-command.ts'
import type { Run } from '../run.ts'
import {
  addOrganizationSettings,
  type OrganizationSettingOptions,
  organizationSettings,
} from './organization-settings.ts'
import { organizationFacts } from './organization-view.ts'

type Options = ApiOptions & OrganizationSettingOptions

export function addCreateOrganization(parent: Command, run: Run): void {
  const command = addApiCommand(parent, {
    usage: 'create',
    summary: 'Add an organization: a customer of yours.',
    examples: [
      'keyturn organizations create --name Northwind --external-id cus_1842',
      'keyturn organizations create --input organization.json --json',
    ],
  })
  addOrganizationSettings(command).action(async (options: Options) => {
    const { send } = await connect(run, options)
    const body = await organizationSettings(run.input, options)
    const made = await send<OrganizationView>({
      method: 'POST',
      path: '/v1/organizations',
      body,
      keyed: true,
    })
    printOrganization(run, made, options)
  })
}

export function addUpdateOrganization(parent: Command, run: Run): void {
  const command = addApiCommand(parent, {
    usage: 'update <organization>',
    summary: 'Change the settings of an organization.',
    examples: [
      'keyturn organizations update cus_1842 --ceiling leads:read,lists:read',
      'echo \'{"keyPolicy":{"requireExpiry":true}}\' | keyturn organizations update org_… --input -',
    ],
  })
  addOrganizationSettings(command).action(async (reference: string, options: Options) => {
    const body = await organizationSettings(run.input, options)
    if (Object.keys(body).length === 0) throw new WrongUsage('Say what is to be changed; --help lists it.')
    await change(run, { reference, options, body })
  })
}

export function addSuspendOrganization(parent: Command, run: Run): void {
  addApiCommand(parent, {
    usage: 'suspend <organization>',
    summary: 'Stop all keys of an organization until it is resumed.',
    examples: ['keyturn organizations suspend cus_1842'],
  }).action((reference: string, options: ApiOptions) =>
    change(run, { reference, options, body: { suspended: true } }),
  )
}

export function addResumeOrganization(parent: Command, run: Run): void {
  addApiCommand(parent, {
    usage: 'resume <organization>',
    summary: 'Let the keys of a suspended organization work again.',
    examples: ['keyturn organizations resume cus_1842'],
  }).action((reference: string, options: ApiOptions) =>
    change(run, { reference, options, body: { suspended: false } }),
  )
}

export function printOrganization(run: Run, organization: OrganizationView, { json }: ApiOptions): void {
  if (json) run.terminal.out(toJson(organization))
  else printFacts(run.terminal, organizationFacts(organization, run.now()))
}

type Change = { reference: string; options: ApiOptions; body: { [name: string]: unknown } }

async function change(run: Run, { reference, options, body }: Change): Promise<void> {
  const { calls, send } = await connect(run, options)
  const path = `/v1/organizations/${encodeURIComponent(await findOrganizationId(calls, reference))}`
  printOrganization(run, await send<OrganizationView>({ method: 'PATCH', path, body }), options)
}
