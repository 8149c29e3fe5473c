import type { Command } from 'commander'
import { connect } from '../../connections/connect.ts'
import { findApiId } from '../../connections/find-references.ts'
import { confirmLoss } from '../../output/confirm-loss.ts'
import { printFacts } from '../../output/print-facts.ts'
import { addListCommand, type ListOptions, pageSize, printList } from '../../output/print-list.ts'
import { toJson } from '../../output/terminal.ts'
import { type ApiOptions, addApiCommand, addGroup } from '../add-command.ts'
import type { Run } from '../run.ts'
import { apiFacts, apiListing } from './api-view.ts'
import { addCreateApi } from './create-api.ts'
import { addUpdateApi } from './update-api.ts'

/** `keyturn apis …` */
export function addApis(program: Command, run: Run): void {
  const apis = addGroup(program, {
    usage: 'apis',
    summary: 'The APIs whose keys Keyturn manages. An API is named by its id or its prefix.',
    examples: ['keyturn apis list', 'keyturn apis show wx'],
  })
  addListApis(apis, run)
  addCreateApi(apis, run)
  addShowApi(apis, run)
  addUpdateApi(apis, run)
  addDeleteApi(apis, run)
}

function addListApis(parent: Command, run: Run): void {
  addListCommand(parent, {
    usage: 'list',
    summary: 'List APIs.',
    examples: ['keyturn apis list', 'keyturn apis list --json | jq -r .[].prefix'],
  }).action(async (options: ListOptions) => {
    const { calls } = await connect(run, options)
    await printList(run, { list: calls.apis.list(pageSize(options)), options, listing: apiListing })
  })
}

function addShowApi(parent: Command, run: Run): void {
  addApiCommand(parent, {
    usage: 'show <api>',
    summary: 'Show an API with its settings.',
    examples: ['keyturn apis show wx', 'keyturn apis show api_… --json'],
  }).action(async (reference: string, options: ApiOptions) => {
    const { calls } = await connect(run, options)
    const api = await calls.apis.get(await findApiId(calls, reference))
    if (options.json) run.terminal.out(toJson(api))
    else printFacts(run.terminal, apiFacts(api, run.now()))
  })
}

function addDeleteApi(parent: Command, run: Run): void {
  addApiCommand(parent, {
    usage: 'delete <api>',
    summary: 'Hide an API for good. Refused while keys of it work; its logs stay.',
    examples: ['keyturn apis delete wx', 'keyturn apis delete api_… --yes'],
  })
    .option('--yes', 'Do not ask.')
    .action(async (reference: string, options: ApiOptions & { yes?: boolean }) => {
      const { calls } = await connect(run, options)
      const id = await findApiId(calls, reference)
      await confirmLoss(run, options, async () => {
        const { name } = await calls.apis.get(id)
        return {
          question: `Delete the API ${name}?`,
          consequences: ['It is refused while keys of it work. This cannot be undone.'],
        }
      })
      await calls.apis.delete(id)
      if (!options.json) run.terminal.out('Deleted.')
    })
}
