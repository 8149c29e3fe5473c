import type { ListKeysQuery } from '@keyturn/contract/client'
import { type Command, Option } from 'commander'
import { connect } from '../../connections/connect.ts'
import { addListCommand, type ListOptions, pageSize, printList } from '../../output/print-list.ts'
import type { Run } from '../run.ts'
import { addKeyFilter, type KeyFilterOptions, keyFilter } from './key-filter.ts'
import { keyListing } from './key-view.ts'

type Status = NonNullable<ListKeysQuery['status']>
const statuses: Status[] = ['active', 'rotating', 'expired', 'disabled', 'revoked']

export function addListKeys(parent: Command, run: Run): void {
  const command = addListCommand(parent, {
    usage: 'list',
    summary: 'List keys, newest first.',
    examples: [
      'keyturn keys list --organization cus_1842',
      'keyturn keys list --status active --unused-for-days 90',
      'keyturn keys list --all --jsonl | jq -r .id',
    ],
  }).addOption(
    new Option('--status <status>', 'Only this status; active includes rotating.').choices(statuses),
  )
  addKeyFilter(command).action(async (options: ListOptions & KeyFilterOptions & { status?: Status }) => {
    const { calls } = await connect(run, options)
    const status = options.status === undefined ? {} : { status: options.status }
    const list = calls.keys.list({ ...(await keyFilter(calls, options)), ...status, ...pageSize(options) })
    await printList(run, { list, options, listing: keyListing })
  })
}
