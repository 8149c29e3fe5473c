import type { AccessRequest, ListAccessRequestsQuery } from '@keyturn/contract/client'
import { type Command, Option } from 'commander'
import { connect } from '../../connections/connect.ts'
import { findOrganizationId } from '../../connections/find-references.ts'
import { addListCommand, type ListOptions, pageSize, printList } from '../../output/print-list.ts'
import { printable, toJson } from '../../output/terminal.ts'
import { type ApiOptions, addApiCommand, addGroup } from '../add-command.ts'
import type { Run } from '../run.ts'
import { accessRequestListing } from './request-view.ts'

type Status = NonNullable<ListAccessRequestsQuery['status']>
const statuses: Status[] = ['open', 'closed']

/** `keyturn organizations access-requests …` */
export function addAccessRequests(parent: Command, run: Run): void {
  const requests = addGroup(parent, {
    usage: 'access-requests',
    summary: 'Permissions that members ask for.',
    examples: ['keyturn organizations access-requests list cus_1842 --status open'],
  })
  addListAccessRequests(requests, run)
  addApproveAccessRequest(requests, run)
  addDeclineAccessRequest(requests, run)
}

function addListAccessRequests(parent: Command, run: Run): void {
  addListCommand(parent, {
    usage: 'list <organization>',
    summary: 'List who asked for which permission, newest first.',
    examples: ['keyturn organizations access-requests list cus_1842 --status open'],
  })
    .addOption(
      new Option('--status <status>', 'open: still to be decided; closed: all others.').choices(statuses),
    )
    .action(async (reference: string, options: ListOptions & { status?: Status }) => {
      const { calls } = await connect(run, options)
      const id = await findOrganizationId(calls, reference)
      const status = options.status === undefined ? {} : { status: options.status }
      const list = calls.organizations.listAccessRequests(id, { ...status, ...pageSize(options) })
      await printList(run, { list, options, listing: accessRequestListing })
    })
}

function addApproveAccessRequest(parent: Command, run: Run): void {
  addApiCommand(parent, {
    usage: 'approve <organization> <request>',
    summary: 'Give the member the permission, and tell them.',
    examples: ['keyturn organizations access-requests approve cus_1842 acr_…'],
  }).action(async (reference: string, requestId: string, options: ApiOptions) => {
    const { calls } = await connect(run, options)
    const id = await findOrganizationId(calls, reference)
    const request = await calls.organizations.approveAccessRequest(id, requestId)
    print(run, options, { request, words: `${request.email} has ${request.permission} now.` })
  })
}

function addDeclineAccessRequest(parent: Command, run: Run): void {
  addApiCommand(parent, {
    usage: 'decline <organization> <request>',
    summary: 'Leave the permissions of the member as they are, and say why.',
    examples: ["keyturn organizations access-requests decline cus_1842 acr_… --reason 'Ask Grace'"],
  })
    .requiredOption('--reason <text>', 'Why; whoever asked is shown it.')
    .action(async (reference: string, requestId: string, options: ApiOptions & { reason: string }) => {
      const { calls } = await connect(run, options)
      const id = await findOrganizationId(calls, reference)
      const { reason } = options
      const request = await calls.organizations.declineAccessRequest(id, requestId, { reason })
      print(run, options, { request, words: 'Declined.' })
    })
}

function print(
  { terminal }: Run,
  { json }: ApiOptions,
  { request, words }: { request: AccessRequest; words: string },
): void {
  terminal.out(json ? toJson(request) : printable(words))
}
