import type { KeyturnCalls } from '@keyturn/contract/client'
import { type Command, Option } from 'commander'
import { connect, connectTo } from '../../connections/connect.ts'
import { findConnection } from '../../connections/find-connection.ts'
import { findOrganizationId } from '../../connections/find-references.ts'
import { openAnswer } from '../../connections/open-answer.ts'
import { confirmLoss } from '../../output/confirm-loss.ts'
import { exportText } from '../../output/export-list.ts'
import { printFacts } from '../../output/print-facts.ts'
import { addListCommand, type ListOptions, pageSize, printList } from '../../output/print-list.ts'
import { type ExitStatus, exitStatus, printable, toJson } from '../../output/terminal.ts'
import { type ApiOptions, addApiCommand, addGroup } from '../add-command.ts'
import type { Run } from '../run.ts'
import { auditListing } from './audit-view.ts'

type Filter = { organization?: string; target?: string }
type ExportOptions = ApiOptions & Filter & { out?: string; format: 'csv' | 'jsonl' }

/** `keyturn audit …` */
export function addAudit(program: Command, run: Run): void {
  const audit = addGroup(program, {
    usage: 'audit',
    summary: 'What was changed, by whom, and that nobody has altered the log.',
    examples: ['keyturn audit list', 'keyturn audit verify'],
  })
  addListAudit(audit, run)
  addVerifyAudit(audit, run)
  addExportAudit(audit, run)
  addEraseAudit(audit, run)
}

function addListAudit(parent: Command, run: Run): void {
  const command = addListCommand(parent, {
    usage: 'list',
    summary: 'List changes, newest first.',
    examples: ['keyturn audit list --limit 20', 'keyturn audit list --target key_… --json'],
  })
  addFilter(command).action(async (options: ListOptions & Filter) => {
    const { calls } = await connect(run, options)
    const list = calls.audit.events({ ...(await filterOf(calls, options)), ...pageSize(options) })
    await printList(run, { list, options, listing: auditListing })
  })
}

function addVerifyAudit(parent: Command, run: Run): void {
  addApiCommand(parent, {
    usage: 'verify',
    summary: 'Recompute the hash chain. A broken one ends with status 1.',
    examples: ['keyturn audit verify', 'keyturn audit verify --organization cus_1842 --json'],
  })
    .option('--organization <organization>', "One organization's chain; default: the installation's.")
    .action(async (options: ApiOptions & Filter) => run.end(await verifyAudit(run, options)))
}

async function verifyAudit(run: Run, options: ApiOptions & Filter): Promise<ExitStatus> {
  const { terminal } = run
  const { calls } = await connect(run, options)
  const answer = await calls.audit.verify(await filterOf(calls, { ...options, target: undefined }))
  const { valid, events, erased = 0, head, firstBroken } = answer
  if (options.json) terminal.out(toJson(answer))
  else if (valid) {
    terminal.out(terminal.colours.green('Nothing was altered.'))
    printFacts(terminal, [
      { label: 'Events', text: String(events ?? 0) },
      ...(erased > 0 ? [{ label: 'Details erased', text: String(erased) }] : []),
      { label: 'Head', text: head ?? '' },
    ])
  } else {
    terminal.out(terminal.colours.red('The log was altered.'))
    if (firstBroken) {
      const { chainId, sequence, reason } = firstBroken
      terminal.out(printable(`Event ${sequence} of ${chainId} is the first that does not fit: ${reason}`))
    }
  }
  return valid ? exitStatus.done : exitStatus.refused
}

function addExportAudit(parent: Command, run: Run): void {
  const command = addApiCommand(parent, {
    usage: 'export',
    summary: 'Export changes with their hashes.',
    examples: ['keyturn audit export --out audit.jsonl --format jsonl', 'keyturn audit export > audit.csv'],
  })
    .addOption(new Option('--format <format>', 'The format.').choices(['csv', 'jsonl']).default('csv'))
    .option('--out <file>', 'A new file; default: standard output.')
  addFilter(command).action(async (options: ExportOptions) => {
    const connection = await findConnection(run, options)
    const filter = await filterOf(connectTo(run, connection).calls, options)
    const query = { ...filter, format: options.format }
    const pieces = await openAnswer(run, connection, calls => calls.audit.exportEvents(query))
    await exportText(run, options, { pieces, noun: 'events' })
  })
}

function addFilter(command: Command): Command {
  return command
    .option('--organization <organization>', 'Only this organization: its id, or your own id of it.')
    .option('--target <id>', 'Only what was done to this key, API or organization.')
}

async function filterOf(
  calls: KeyturnCalls,
  { organization, target }: { organization?: string | undefined; target?: string | undefined },
) {
  return {
    ...(organization === undefined ? {} : { organizationId: await findOrganizationId(calls, organization) }),
    ...(target === undefined ? {} : { targetId: target }),
  }
}

function addEraseAudit(parent: Command, run: Run): void {
  addApiCommand(parent, {
    usage: 'erase <organization>',
    summary:
      'Erase the details of a deleted organization. That something was done stays, and the log verifies.',
    examples: ['keyturn audit erase org_…', 'keyturn audit erase org_… --yes'],
  })
    .option('--yes', 'Do not ask.')
    .action(async (organizationId: string, options: ApiOptions & { yes?: boolean }) => {
      const { calls } = await connect(run, options)
      await confirmLoss(run, options, async () => ({
        question: `Erase what the audit log tells of before and after in ${organizationId}, and of its people?`,
        consequences: ['What was done and when stays. The details are gone for good.'],
        word: organizationId,
      }))
      await calls.audit.eraseDetails({ organizationId })
      if (!options.json) run.terminal.out('Erased.')
    })
}
