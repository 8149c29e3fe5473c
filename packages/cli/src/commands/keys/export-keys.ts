import type { KeyView } from '@keyturn/contract/client'
import { type Command, Option } from 'commander'
import { connect } from '../../connections/connect.ts'
import { type ExportColumn, type ExportOptions, exportList } from '../../output/export-list.ts'
import { type ApiOptions, addApiCommand } from '../add-command.ts'
import type { Run } from '../run.ts'
import { addKeyFilter, type KeyFilterOptions, keyFilter } from './key-filter.ts'

const columns: ExportColumn<KeyView>[] = [
  { title: 'id', value: key => key.id },
  { title: 'name', value: key => key.name },
  { title: 'start', value: key => key.start },
  { title: 'status', value: key => key.status },
  { title: 'environment', value: key => key.environment },
  { title: 'type', value: key => key.type },
  { title: 'scopes', value: key => key.scopes.join(' ') },
  { title: 'apiId', value: key => key.apiId },
  { title: 'organizationId', value: key => key.organizationId },
  { title: 'externalId', value: key => key.externalId },
  { title: 'purpose', value: key => key.purpose },
  { title: 'usedBy', value: key => key.usedBy },
  { title: 'createdAt', value: key => key.createdAt },
  { title: 'createdBy', value: key => key.createdBy.name },
  { title: 'lastUsedAt', value: key => key.lastUsedAt },
  { title: 'rotateBy', value: key => key.rotateBy },
  { title: 'expiresAt', value: key => key.expiresAt },
]

export function addExportKeys(parent: Command, run: Run): void {
  const command = addApiCommand(parent, {
    usage: 'export',
    summary: 'Export keys, without secrets: all of them, or those that a filter chooses.',
    examples: [
      'keyturn keys export --out keys.csv',
      'keyturn keys export --organization cus_1842 --format markdown',
      'keyturn keys export --format jsonl | jq -r .name',
    ],
  })
    .addOption(
      new Option('--format <format>', 'The format.').choices(['csv', 'jsonl', 'markdown']).default('csv'),
    )
    .option('--out <file>', 'A new file; default: standard output.')
  addKeyFilter(command).action(async (options: ApiOptions & KeyFilterOptions & ExportOptions) => {
    const { calls } = await connect(run, options)
    const list = calls.keys.list({ ...(await keyFilter(calls, options)), limit: 200 })
    await exportList(run, options, { list, columns, noun: 'keys' })
  })
}
