import type { BulkRevokeKeysAnswer, BulkRevokeKeysBody, KeyturnCalls } from '@keyturn/contract/client'
import type { Command } from 'commander'
import { connect } from '../../connections/connect.ts'
import { confirmLoss } from '../../output/confirm-loss.ts'
import { readText } from '../../output/input.ts'
import { jsonArray } from '../../output/print-list.ts'
import { WrongUsage } from '../../output/refusal.ts'
import { type ExitStatus, exitStatus } from '../../output/terminal.ts'
import { type ApiOptions, addApiCommand } from '../add-command.ts'
import type { Run } from '../run.ts'
import { addKeyFilter, type KeyFilterOptions, keyFilter } from './key-filter.ts'

type Options = ApiOptions & KeyFilterOptions & { ids?: string; reason?: string; yes?: boolean }

const batchMax = 1_000
const countMax = 10_000

export function addBulkRevokeKeys(parent: Command, run: Run): void {
  const command = addApiCommand(parent, {
    usage: 'bulk-revoke',
    summary: 'End many keys for good: those of a list, or all that a filter chooses.',
    examples: [
      "keyturn keys bulk-revoke --organization cus_1842 --reason 'Contract ended'",
      'keyturn keys bulk-revoke --api ee --environment test --unused-for-days 180',
      'keyturn keys bulk-revoke --ids leaked.txt --yes --json',
    ],
  })
    .option('--ids <file>', 'Revoke the keys whose ids are in this file, one a line; - is standard input.')
    .option('--reason <text>', 'Why; it goes into the audit log of each key.')
    .option('--yes', 'Do not ask.')
  addKeyFilter(command).action(async (options: Options) => run.end(await bulkRevokeKeys(run, options)))
}

type Choice = { keyIds: string[] } | { filter: NonNullable<BulkRevokeKeysBody['filter']> }

async function bulkRevokeKeys(run: Run, options: Options): Promise<ExitStatus> {
  const { calls } = await connect(run, options)
  const choice = await chosenKeys(run, { calls, options })
  await confirmLoss(run, options, async () => ({
    question: `Revoke ${await countText(calls, choice)}?`,
    consequences: ['Their callers get 401 at once. This cannot be undone.'],
  }))
  const reason = options.reason === undefined ? {} : { reason: options.reason }
  const print = options.json ? jsonArray(line => run.terminal.out(line)) : null
  const counts = { revoked: 0, already_revoked: 0, not_found: 0 }
  for await (const { data } of revocations(calls, choice, reason)) {
    for (const outcome of data) {
      counts[outcome.outcome]++
      print?.item(outcome)
    }
    run.terminal.progress(`${counts.revoked} revoked`)
  }
  run.terminal.progress(null)
  if (print) print.end()
  else run.terminal.out(`${counts.revoked} revoked${asideText(counts)}.`)
  return counts.not_found > 0 ? exitStatus.refused : exitStatus.done
}

async function chosenKeys(
  run: Run,
  { calls, options }: { calls: KeyturnCalls; options: Options },
): Promise<Choice> {
  const filter = await keyFilter(calls, options)
  const hasFilter = Object.keys(filter).length > 0
  if (hasFilter === (options.ids !== undefined)) {
    throw new WrongUsage('Say which keys: name a file with --ids, or give a filter such as --organization.')
  }
  if (options.ids === undefined) return { filter }
  const keyIds = (await readText(run.input, options.ids)).split(/\s+/).filter(id => id !== '')
  if (keyIds.length === 0) throw new WrongUsage('The list of ids is empty.')
  return { keyIds: [...new Set(keyIds)] }
}

/** One call for a thousand keys, until there are no more. */
async function* revocations(
  calls: KeyturnCalls,
  choice: Choice,
  reason: { reason?: string },
): AsyncGenerator<BulkRevokeKeysAnswer> {
  if ('keyIds' in choice) {
    for (let from = 0; from < choice.keyIds.length; from += batchMax) {
      yield await calls.keys.bulkRevoke({ keyIds: choice.keyIds.slice(from, from + batchMax), ...reason })
    }
    return
  }
  for (;;) {
    const answer = await calls.keys.bulkRevoke({ filter: choice.filter, ...reason })
    yield answer
    if (!answer.hasMore || answer.data.length === 0) return
  }
}

async function countText(calls: KeyturnCalls, choice: Choice): Promise<string> {
  if ('keyIds' in choice) return keysText(choice.keyIds.length)
  let count = 0
  for await (const key of calls.keys.list({ ...choice.filter, limit: 200 })) {
    if (key.status !== 'revoked') count++
    if (count > countMax) return `more than ${keysText(countMax)}`
  }
  return keysText(count)
}

function keysText(count: number): string {
  return count === 1 ? '1 key' : `${count.toLocaleString('en')} keys`
}

function asideText({
  already_revoked: before,
  not_found: unknown,
}: {
  already_revoked: number
  not_found: number
}) {
  return `${before > 0 ? `, ${before} were before` : ''}${unknown > 0 ? `, ${unknown} do not exist` : ''}`
}
