import type { ListKeysQuery } from '@keyturn/contract/client'
import { type Command, Option } from 'commander'
import { connect } from '../../connections/connect.ts'
import { addListCommand, type ListOptions, pageSize, printList } from '../../output/print-list.ts'
import type { Run } from '../run.ts'
import { addKeyFilter, type KeyFilterOptions, keyFilter } from './key-filter.ts'
import { keyListing } from './key-view.ts'

type Status = NonNullable<ListKeysQuery['status']>
const statuses: Status[] = ['active', 'rotating', 'expired', 'disabled', 'revoked']

type Sorting = Pick<ListKeysQuery, 'sort' | 'order'>
const sorts: NonNullable<Sorting['sort']>[] = ['created', 'name', 'lastUsed', 'status']
const orders: NonNullable<Sorting['order']>[] = ['asc', 'desc']

type Options = ListOptions & KeyFilterOptions & Sorting & { status?: Status }

export function addListKeys(parent: Command, run: Run): void {
  const command = addListCommand(parent, {
    usage: 'list',
    summary: 'List keys, newest first unless sorted.',
    examples: [
      'keyturn keys list --organization cus_1842',
      'keyturn keys list --status active --unused-for-days 90',
      'keyturn keys list --sort lastUsed --order asc',
      'keyturn keys list --all --jsonl | jq -r .id',
    ],
  })
    .addOption(
      new Option('--status <status>', 'Only this status; active includes rotating.').choices(statuses),
    )
    .addOption(new Option('--sort <what>', 'What comes first; created when absent.').choices(sorts))
    .addOption(new Option('--order <order>', 'Absent: new and used first, names from A on.').choices(orders))
  addKeyFilter(command).action(async (options: Options) => {
    const { calls } = await connect(run, options)
    const { status, sort, order } = options
    const list = calls.keys.list({
      ...(await keyFilter(calls, options)),
      ...(status === undefined ? {} : { status }),
      ...(sort === undefined ? {} : { sort }),
      ...(order === undefined ? {} : { order }),
      ...pageSize(options),
    })
    await printList(run, { list, options, listing: keyListing })
  })
}
