import type { Command } from 'commander'
import { connect } from '../../connections/connect.ts'
import { findOrganizationId } from '../../connections/find-references.ts'
import { confirmLoss } from '../../output/confirm-loss.ts'
import { addListCommand, type ListOptions, pageSize, printList } from '../../output/print-list.ts'
import { type ApiOptions, addApiCommand, addGroup } from '../add-command.ts'
import { addInvitations } from '../members/add-invitations.ts'
import { addMembers } from '../members/add-members.ts'
import { addAccessRequests } from '../requests/add-access-requests.ts'
import type { Run } from '../run.ts'
import {
  addCreateOrganization,
  addResumeOrganization,
  addSuspendOrganization,
  addUpdateOrganization,
  printOrganization,
} from './change-organization.ts'
import { organizationListing } from './organization-view.ts'

/** `keyturn organizations …` */
export function addOrganizations(program: Command, run: Run): void {
  const organizations = addGroup(program, {
    usage: 'organizations',
    summary: 'Your customers, and their people. One is named by its id, or by your own id of it.',
    examples: ['keyturn organizations list', 'keyturn organizations members list cus_1842'],
  }).alias('orgs')
  addListOrganizations(organizations, run)
  addCreateOrganization(organizations, run)
  addShowOrganization(organizations, run)
  addUpdateOrganization(organizations, run)
  addSuspendOrganization(organizations, run)
  addResumeOrganization(organizations, run)
  addDeleteOrganization(organizations, run)
  addMembers(organizations, run)
  addInvitations(organizations, run)
  addAccessRequests(organizations, run)
}

function addListOrganizations(parent: Command, run: Run): void {
  addListCommand(parent, {
    usage: 'list',
    summary: 'List organizations.',
    examples: ['keyturn organizations list --search acme', 'keyturn organizations list --all --jsonl'],
  })
    .option('--search <text>', 'Part of the name, or the start of an id.')
    .option('--suspended', 'Only those that are suspended.')
    .action(async (options: ListOptions & { search?: string; suspended?: true }) => {
      const { calls } = await connect(run, options)
      const { search, suspended } = options
      const list = calls.organizations.list({
        ...pageSize(options),
        ...(search === undefined ? {} : { search }),
        ...(suspended === undefined ? {} : { suspended }),
      })
      await printList(run, { list, options, listing: organizationListing })
    })
}

function addShowOrganization(parent: Command, run: Run): void {
  addApiCommand(parent, {
    usage: 'show <organization>',
    summary: 'Show an organization with its settings.',
    examples: ['keyturn organizations show cus_1842', 'keyturn organizations show org_… --json'],
  }).action(async (reference: string, options: ApiOptions) => {
    const { calls } = await connect(run, options)
    const organization = await calls.organizations.get(await findOrganizationId(calls, reference))
    printOrganization(run, organization, options)
  })
}

function addDeleteOrganization(parent: Command, run: Run): void {
  addApiCommand(parent, {
    usage: 'delete <organization>',
    summary: 'Delete an organization. All its keys end; its logs stay.',
    examples: ['keyturn organizations delete cus_1842', 'keyturn organizations delete org_… --yes'],
  })
    .option('--yes', 'Do not ask.')
    .action(async (reference: string, options: ApiOptions & { yes?: boolean }) => {
      const { calls } = await connect(run, options)
      const id = await findOrganizationId(calls, reference)
      await confirmLoss(run, options, async () => {
        const { name } = await calls.organizations.get(id)
        return {
          question: `Delete the organization ${name}?`,
          consequences: ['All its keys end, and their callers get 401 at once. This cannot be undone.'],
          word: name,
        }
      })
      await calls.organizations.delete(id)
      if (!options.json) run.terminal.out('Deleted.')
    })
}
