import type { MemberView } from '@keyturn/contract/client'
import type { Command } from 'commander'
import { connect } from '../../connections/connect.ts'
import { findOrganizationId } from '../../connections/find-references.ts'
import { confirmLoss } from '../../output/confirm-loss.ts'
import { printFacts } from '../../output/print-facts.ts'
import { addListCommand, type ListOptions, pageSize, printList } from '../../output/print-list.ts'
import { WrongUsage } from '../../output/refusal.ts'
import { toJson } from '../../output/terminal.ts'
import { type ApiOptions, addApiCommand, addGroup } from '../add-command.ts'
import type { Run } from '../run.ts'
import { memberFacts, memberListing } from './member-view.ts'
import { addPermissionOption, type PermissionOptions } from './permission-option.ts'

type Options = ApiOptions & PermissionOptions & { name?: string }

/** `keyturn organizations members …` */
export function addMembers(parent: Command, run: Run): void {
  const members = addGroup(parent, {
    usage: 'members',
    summary: 'The people of an organization, and what they may do.',
    examples: ['keyturn organizations members list cus_1842'],
  })
  addListMembers(members, run)
  addCreateMember(members, run)
  addShowMember(members, run)
  addUpdateMember(members, run)
  addRemoveMember(members, run)
}

function addListMembers(parent: Command, run: Run): void {
  addListCommand(parent, {
    usage: 'list <organization>',
    summary: 'List members.',
    examples: [
      'keyturn organizations members list cus_1842',
      'keyturn organizations members list org_… --json',
    ],
  }).action(async (reference: string, options: ListOptions) => {
    const { calls } = await connect(run, options)
    const list = calls.organizations.listMembers(
      await findOrganizationId(calls, reference),
      pageSize(options),
    )
    await printList(run, { list, options, listing: memberListing })
  })
}

function addCreateMember(parent: Command, run: Run): void {
  const command = addApiCommand(parent, {
    usage: 'add <organization> <email>',
    summary: 'Add a person to an organization.',
    examples: [
      "keyturn organizations members add cus_1842 ada@example.com --name 'Ada Lovelace' --permission view_keys",
    ],
  }).option('--name <name>', 'Name of the person.')
  addPermissionOption(command).action(async (reference: string, email: string, options: Options) => {
    const { calls } = await connect(run, options)
    const id = await findOrganizationId(calls, reference)
    printMember(run, await calls.organizations.createMember(id, { email, ...changesOf(options) }), options)
  })
}

function addShowMember(parent: Command, run: Run): void {
  addApiCommand(parent, {
    usage: 'show <organization> <member>',
    summary: 'Show a member.',
    examples: ['keyturn organizations members show cus_1842 mem_…'],
  }).action(async (reference: string, memberId: string, options: ApiOptions) => {
    const { calls } = await connect(run, options)
    const id = await findOrganizationId(calls, reference)
    printMember(run, await calls.organizations.getMember(id, memberId), options)
  })
}

function addUpdateMember(parent: Command, run: Run): void {
  const command = addApiCommand(parent, {
    usage: 'update <organization> <member>',
    summary: 'Change the name of a member, or replace the permissions.',
    examples: ['keyturn organizations members update cus_1842 mem_… --permission view_keys manage_keys'],
  }).option('--name <name>', 'Name of the person.')
  addPermissionOption(command).action(async (reference: string, memberId: string, options: Options) => {
    const changes = changesOf(options)
    if (Object.keys(changes).length === 0) throw new WrongUsage('Say what is to be changed; --help lists it.')
    const { calls } = await connect(run, options)
    const id = await findOrganizationId(calls, reference)
    printMember(run, await calls.organizations.updateMember(id, memberId, changes), options)
  })
}

function addRemoveMember(parent: Command, run: Run): void {
  addApiCommand(parent, {
    usage: 'remove <organization> <member>',
    summary: 'Take a person out of an organization. Keys that they made stay.',
    examples: ['keyturn organizations members remove cus_1842 mem_… --yes'],
  })
    .option('--yes', 'Do not ask.')
    .action(async (reference: string, memberId: string, options: ApiOptions & { yes?: boolean }) => {
      const { calls } = await connect(run, options)
      const id = await findOrganizationId(calls, reference)
      await confirmLoss(run, options, async () => {
        const { email } = await calls.organizations.getMember(id, memberId)
        return {
          question: `Remove ${email}?`,
          consequences: ['Keys that they made stay with the organization. This cannot be undone.'],
        }
      })
      await calls.organizations.deleteMember(id, memberId)
      if (!options.json) run.terminal.out('Removed.')
    })
}

function changesOf({ name, permission: permissions }: Options) {
  return { ...(name === undefined ? {} : { name }), ...(permissions === undefined ? {} : { permissions }) }
}

function printMember(run: Run, member: MemberView, { json }: ApiOptions): void {
  if (json) run.terminal.out(toJson(member))
  else printFacts(run.terminal, memberFacts(member, run.now()))
}
