import type { InvitationView } from '@keyturn/contract/client'
import type { Command } from 'commander'
import { connect } from '../../connections/connect.ts'
import { findOrganizationId } from '../../connections/find-references.ts'
import { printFacts } from '../../output/print-facts.ts'
import { addListCommand, type ListOptions, pageSize, printList } from '../../output/print-list.ts'
import { toJson } from '../../output/terminal.ts'
import { type ApiOptions, addApiCommand, addGroup } from '../add-command.ts'
import type { Run } from '../run.ts'
import { invitationFacts, invitationListing } from './member-view.ts'
import { addPermissionOption, type PermissionOptions } from './permission-option.ts'

/** `keyturn organizations invitations …` */
export function addInvitations(parent: Command, run: Run): void {
  const invitations = addGroup(parent, {
    usage: 'invitations',
    summary: 'Who may become a member.',
    examples: ['keyturn organizations invitations list cus_1842'],
  })
  addListInvitations(invitations, run)
  addCreateInvitation(invitations, run)
  addShowInvitation(invitations, run)
  addResendInvitation(invitations, run)
  addWithdrawInvitation(invitations, run)
}

function addListInvitations(parent: Command, run: Run): void {
  addListCommand(parent, {
    usage: 'list <organization>',
    summary: 'List invitations, expired ones included.',
    examples: ['keyturn organizations invitations list cus_1842'],
  }).action(async (reference: string, options: ListOptions) => {
    const { calls } = await connect(run, options)
    const id = await findOrganizationId(calls, reference)
    const list = calls.organizations.listInvitations(id, pageSize(options))
    await printList(run, { list, options, listing: invitationListing })
  })
}

function addCreateInvitation(parent: Command, run: Run): void {
  const command = addApiCommand(parent, {
    usage: 'create <organization> <email>',
    summary: 'Invite a person, for seven days; where mail is sent they get a link.',
    examples: ['keyturn organizations invitations create cus_1842 grace@example.com --permission view_keys'],
  })
  addPermissionOption(command).action(
    async (reference: string, email: string, options: ApiOptions & PermissionOptions) => {
      const { calls } = await connect(run, options)
      const { permission: permissions } = options
      const body = { email, ...(permissions === undefined ? {} : { permissions }) }
      const id = await findOrganizationId(calls, reference)
      printInvitation(run, await calls.organizations.createInvitation(id, body), options)
    },
  )
}

function addShowInvitation(parent: Command, run: Run): void {
  addApiCommand(parent, {
    usage: 'show <organization> <invitation>',
    summary: 'Show an invitation.',
    examples: ['keyturn organizations invitations show cus_1842 inv_…'],
  }).action(async (reference: string, invitationId: string, options: ApiOptions) => {
    const { calls } = await connect(run, options)
    const id = await findOrganizationId(calls, reference)
    printInvitation(run, await calls.organizations.getInvitation(id, invitationId), options)
  })
}

function addResendInvitation(parent: Command, run: Run): void {
  addApiCommand(parent, {
    usage: 'resend <organization> <invitation>',
    summary: 'Send a fresh link, for seven days. Links that were sent before open nothing any more.',
    examples: ['keyturn organizations invitations resend cus_1842 inv_…'],
  }).action(async (reference: string, invitationId: string, options: ApiOptions) => {
    const { calls } = await connect(run, options)
    const id = await findOrganizationId(calls, reference)
    printInvitation(run, await calls.organizations.resendInvitation(id, invitationId), options)
  })
}

function addWithdrawInvitation(parent: Command, run: Run): void {
  addApiCommand(parent, {
    usage: 'withdraw <organization> <invitation>',
    summary: 'Withdraw an invitation. It can be made again.',
    examples: ['keyturn organizations invitations withdraw cus_1842 inv_…'],
  }).action(async (reference: string, invitationId: string, options: ApiOptions) => {
    const { calls } = await connect(run, options)
    await calls.organizations.deleteInvitation(await findOrganizationId(calls, reference), invitationId)
    if (!options.json) run.terminal.out('Withdrawn.')
  })
}

function printInvitation(run: Run, invitation: InvitationView, { json }: ApiOptions): void {
  if (json) run.terminal.out(toJson(invitation))
  else printFacts(run.terminal, invitationFacts(invitation, run.now()))
}
