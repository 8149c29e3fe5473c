import type { Command } from 'commander'
import { findConnection } from '../../connections/find-connection.ts'
import { type Finding, serious, warning } from '../../inspections/finding.ts'
import { inspectClient } from '../../inspections/inspect-client.ts'
import { inspectServer } from '../../inspections/inspect-server.ts'
import { Refusal, WrongUsage } from '../../output/refusal.ts'
import { type ExitStatus, exitStatus, printable, toJson } from '../../output/terminal.ts'
import { type ApiOptions, addApiCommand } from '../add-command.ts'
import type { Run } from '../run.ts'

type Options = ApiOptions & { data?: string; local?: true }

/** `keyturn doctor` */
export function addDoctor(program: Command, run: Run): void {
  addApiCommand(program, {
    usage: 'doctor',
    summary: 'Look for what is set up wrongly, here, at the server, and in the installation on this machine.',
    examples: [
      'keyturn doctor',
      'keyturn doctor --data /var/lib/keyturn',
      'keyturn doctor --json | jq ".[] | select(.state != \\"ok\\")"',
    ],
  })
    .option(
      '--data <directory>',
      'Look at the installation with this data directory, and the settings of this shell.',
    )
    .option('--local', 'Look at the installation on this machine alone, and call no server.')
    .addHelpText(
      'after',
      `
The installation on this machine is looked at where settings of the server (KEYTURN_DATA, KEYTURN_DATABASE_URL, …)
are set, or --data or --local is given. Exit status: 1 if anything is serious.`,
    )
    .action(async (options: Options) => run.end(await examine(run, options)))
}

async function examine(run: Run, options: Options): Promise<ExitStatus> {
  const { environment } = run
  const isHere = options.local || options.data !== undefined || environment.serverVariables.length > 0
  const findings = [
    ...inspectClient(environment, process.versions.node),
    ...(options.local ? [] : await inspectConnection(run, options)),
    ...(isHere ? await inspectHere(run, options) : []),
  ]
  if (options.json) run.terminal.out(toJson(findings))
  else printFindings(run, findings)
  return findings.some(({ state }) => state === 'serious') ? exitStatus.refused : exitStatus.done
}

async function inspectConnection(run: Run, options: Options): Promise<Finding[]> {
  try {
    return await inspectServer(await findConnection(run, options), run)
  } catch (error) {
    if (run.signal.aborted) throw error
    if (error instanceof WrongUsage || error instanceof Refusal) {
      return [warning('connection', error.message, 'Until then nothing is known of the server.')]
    }
    return [serious('reachable', 'The server stopped answering.', 'Look at its log.')]
  }
}

async function inspectHere({ loadServer }: Run, { data }: Options): Promise<Finding[]> {
  const { inspectInstallation } = await loadServer()
  return inspectInstallation({ flags: data === undefined ? {} : { data } })
}

function printFindings({ terminal }: Run, findings: readonly Finding[]): void {
  const { green, red, yellow } = terminal.colours
  const marks = { ok: green('ok     '), warning: yellow('warning'), serious: red('serious') }
  for (const { state, sentence, advice } of findings) {
    terminal.out(`${marks[state]}  ${printable(sentence)}`)
    if (advice !== null) terminal.out(`         ${printable(advice)}`)
  }
  const count = (wanted: Finding['state']) => findings.filter(({ state }) => state === wanted).length
  const warnings = count('warning')
  terminal.out(
    `${count('serious')} serious, ${warnings === 1 ? '1 warning' : `${warnings} warnings`}, ${count('ok')} fine.`,
  )
}
