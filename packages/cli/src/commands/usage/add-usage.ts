import type { SummarizeUsageQuery } from '@keyturn/contract/client'
import { type Command, Option } from 'commander'
import { connect } from '../../connections/connect.ts'
import { exportList } from '../../output/export-list.ts'
import { addListCommand, type ListOptions, pageSize, printList } from '../../output/print-list.ts'
import { addGroup } from '../add-command.ts'
import type { Run } from '../run.ts'
import { addUsageFilter, type UsageFilterOptions, usageFilter } from './usage-filter.ts'
import { eventListing, summaryColumns, summaryListing } from './usage-view.ts'

type EventOptions = ListOptions &
  UsageFilterOptions & { ip?: string; country?: string; method?: string; path?: string }

type Interval = NonNullable<SummarizeUsageQuery['interval']>
type Group = NonNullable<SummarizeUsageQuery['groupBy']>
type SummaryOptions = ListOptions & UsageFilterOptions & { interval: Interval; by?: Group; csv?: true }

const intervals: Interval[] = ['hour', 'day']
const groups: Group[] = ['key', 'api', 'organization', 'endpoint', 'country', 'code']

/** `keyturn usage …` */
export function addUsage(program: Command, run: Run): void {
  const usage = addGroup(program, {
    usage: 'usage',
    summary: 'What keys were used for, and what became of it.',
    examples: ['keyturn usage events --key key_…', 'keyturn usage summary --by endpoint --from 7d'],
  })
  addEvents(usage, run)
  addSummary(usage, run)
}

function addEvents(parent: Command, run: Run): void {
  const command = addListCommand(parent, {
    usage: 'events',
    summary: 'List verifications, newest first.',
    examples: [
      'keyturn usage events --key key_… --from 24h',
      'keyturn usage events --code insufficient_scope --all --jsonl',
    ],
  })
  addUsageFilter(command, run.now)
    .option('--ip <address>', 'Only from this address.')
    .option('--country <code>', 'Only from this country, such as DE.')
    .option('--method <method>', 'Only this method.')
    .option('--path <path>', 'Only paths that begin so.')
    .action(async (options: EventOptions) => {
      const { calls } = await connect(run, options)
      const { ip, country, method, path } = options
      const list = calls.usage.events({
        ...(await usageFilter(calls, options)),
        ...(ip === undefined ? {} : { ip }),
        ...(country === undefined ? {} : { country }),
        ...(method === undefined ? {} : { method }),
        ...(path === undefined ? {} : { path }),
        ...pageSize(options),
      })
      await printList(run, { list, options, listing: eventListing })
    })
}

function addSummary(parent: Command, run: Run): void {
  const command = addListCommand(parent, {
    usage: 'summary',
    summary: 'Sum up verifications and outcomes by hour or day (UTC), oldest first.',
    examples: [
      'keyturn usage summary --from 30d',
      'keyturn usage summary --interval hour --by key --from 24h --all',
      'keyturn usage summary --by organization --csv > usage.csv',
    ],
  })
    .addOption(new Option('--interval <interval>', 'What is summed up.').choices(intervals).default('day'))
    .addOption(new Option('--by <group>', 'A sum for each of these.').choices(groups))
    .option('--csv', 'All rows as CSV.')
  addUsageFilter(command, run.now).action(async (options: SummaryOptions) => {
    const { calls } = await connect(run, options)
    const { interval, by } = options
    const list = calls.usage.summary({
      interval,
      ...(await usageFilter(calls, options)),
      ...(by === undefined ? {} : { groupBy: by }),
    })
    if (options.csv) await exportList(run, { format: 'csv' }, { list, columns: summaryColumns, noun: 'rows' })
    else await printList(run, { list, options, listing: summaryListing })
  })
}
