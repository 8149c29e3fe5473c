import type { ListResetRequestsQuery, ResetRequest } from '@keyturn/contract/client'
import { type Command, Option } from 'commander'
import { connect } from '../../connections/connect.ts'
import { findReferences } from '../../connections/find-references.ts'
import { addListCommand, type ListOptions, pageSize, printList } from '../../output/print-list.ts'
import { printable, toJson } from '../../output/terminal.ts'
import { type ApiOptions, addApiCommand, addGroup } from '../add-command.ts'
import { addRotationOptions, type RotationOptions, rotate } from '../keys/rotation.ts'
import type { Run } from '../run.ts'
import { resetRequestListing } from './request-view.ts'

type Status = NonNullable<ListResetRequestsQuery['status']>
const statuses: Status[] = ['open', 'closed']

/** `keyturn requests …` */
export function addRequests(program: Command, run: Run): void {
  const requests = addGroup(program, {
    usage: 'requests',
    summary: 'Keys that somebody thinks are exposed and wants reset.',
    examples: ['keyturn requests list --status open', 'keyturn requests approve rst_…'],
  })
  addListRequests(requests, run)
  addCreateRequest(requests, run)
  addApproveRequest(requests, run)
  addDeclineRequest(requests, run)
  addWithdrawRequest(requests, run)
}

type ListRequestsOptions = ListOptions & { organization?: string; key?: string; status?: Status }

function addListRequests(parent: Command, run: Run): void {
  addListCommand(parent, {
    usage: 'list',
    summary: 'List the resets that were asked for, newest first.',
    examples: ['keyturn requests list --status open', 'keyturn requests list --organization cus_1842 --json'],
  })
    .option('--organization <organization>', 'The organization: its id, or your own id of it.')
    .option('--key <key>', 'Only those about this key.')
    .addOption(
      new Option('--status <status>', 'open: still to be decided; closed: all others.').choices(statuses),
    )
    .action(async (options: ListRequestsOptions) => {
      const { calls } = await connect(run, options)
      const { organization, key: keyId, status } = options
      const list = calls.resetRequests.list({
        ...(await findReferences(calls, organization === undefined ? {} : { organization })),
        ...(keyId === undefined ? {} : { keyId }),
        ...(status === undefined ? {} : { status }),
        ...pageSize(options),
      })
      await printList(run, { list, options, listing: resetRequestListing })
    })
}

function addCreateRequest(parent: Command, run: Run): void {
  addApiCommand(parent, {
    usage: 'create <key>',
    summary: 'Ask that a key is reset which may be exposed.',
    examples: ["keyturn requests create key_… --reason 'It stood in a ticket'"],
  })
    .requiredOption('--reason <text>', 'Why; those who decide are shown it.')
    .action(async (keyId: string, options: ApiOptions & { reason: string }) => {
      const { calls } = await connect(run, options)
      const { reason } = options
      print(run, options, {
        words: 'Asked for',
        request: await calls.keys.createResetRequest(keyId, { reason }),
      })
    })
}

function addApproveRequest(parent: Command, run: Run): void {
  const command = addApiCommand(parent, {
    usage: 'approve <request>',
    summary: 'Reset the key, and tell whoever asked.',
    examples: [
      'keyturn requests approve rst_…',
      'keyturn requests approve rst_… --overlap 1h --secret-file new.key',
    ],
  })
  addRotationOptions(command).action(async (id: string, options: ApiOptions & RotationOptions) => {
    const { calls } = await connect(run, options)
    const findKeyId = async () => (await calls.resetRequests.get(id)).keyId
    await rotate(run, { options, calls, findKeyId, send: body => calls.resetRequests.approve(id, body) })
  })
}

function addDeclineRequest(parent: Command, run: Run): void {
  addApiCommand(parent, {
    usage: 'decline <request>',
    summary: 'Leave the key as it is, and say why.',
    examples: ["keyturn requests decline rst_… --reason 'That is the test key'"],
  })
    .requiredOption('--reason <text>', 'Why; whoever asked is shown it.')
    .action(async (id: string, options: ApiOptions & { reason: string }) => {
      const { calls } = await connect(run, options)
      const { reason } = options
      print(run, options, { words: 'Declined', request: await calls.resetRequests.decline(id, { reason }) })
    })
}

function addWithdrawRequest(parent: Command, run: Run): void {
  addApiCommand(parent, {
    usage: 'withdraw <request>',
    summary: 'Take back what this management key has asked for.',
    examples: ['keyturn requests withdraw rst_…'],
  }).action(async (id: string, options: ApiOptions) => {
    const { calls } = await connect(run, options)
    print(run, options, { words: 'Withdrawn', request: await calls.resetRequests.withdraw(id) })
  })
}

function print(
  { terminal }: Run,
  { json }: ApiOptions,
  { words, request }: { words: string; request: ResetRequest },
): void {
  terminal.out(json ? toJson(request) : `${words}: reset of ${printable(request.keyName)} (${request.id}).`)
}
