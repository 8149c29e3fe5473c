import type { Command } from 'commander'
import { type Profiles, readProfiles, writeProfiles } from '../../config/profiles.ts'
import { confirmLoss } from '../../output/confirm-loss.ts'
import { formatTable } from '../../output/format-table.ts'
import { Refusal } from '../../output/refusal.ts'
import { toJson } from '../../output/terminal.ts'
import { addCommand, addGroup } from '../add-command.ts'
import type { Run } from '../run.ts'

type Row = { name: string; url: string; current: boolean }

/** `keyturn profiles …`: what `keyturn configure` has kept, without the keys. */
export function addProfiles(program: Command, run: Run): void {
  const profiles = addGroup(program, {
    usage: 'profiles',
    summary: 'The addresses and keys that keyturn configure has kept.',
    examples: ['keyturn profiles list', 'keyturn profiles use staging'],
  })
  addListProfiles(profiles, run)
  addUseProfile(profiles, run)
  addRemoveProfile(profiles, run)
}

function addListProfiles(parent: Command, run: Run): void {
  addCommand(parent, {
    usage: 'list',
    summary: 'List profiles, without their keys.',
    examples: ['keyturn profiles list', 'keyturn profiles list --json'],
  })
    .option('--json', 'Print them as JSON.')
    .action(({ json }: { json?: boolean }) => {
      const { current, profiles } = readProfiles(run.environment.profileFile)
      const rows = Object.entries(profiles).map(([name, { url }]) => ({
        name,
        url,
        current: name === current,
      }))
      if (json) run.terminal.out(toJson(rows))
      else if (rows.length === 0) run.terminal.out('No profiles. keyturn configure makes one.')
      else printRows(run, rows)
    })
}

function printRows({ terminal }: Run, rows: Row[]): void {
  const columns = [
    { title: 'PROFILE', cell: (row: Row) => row.name },
    { title: 'ADDRESS', cell: (row: Row) => row.url },
    { title: 'CURRENT', cell: (row: Row) => (row.current ? 'yes' : '') },
  ]
  for (const line of formatTable(rows, columns, terminal)) terminal.out(line)
}

function addUseProfile(parent: Command, run: Run): void {
  addCommand(parent, {
    usage: 'use <profile>',
    summary: 'Make a profile the one that commands use.',
    examples: ['keyturn profiles use staging'],
  }).action((name: string) => {
    const known = knownProfile(run, name)
    writeProfiles(run.environment.profileFile, { ...known, current: name })
    run.terminal.out(`Commands use ${name} now.`)
  })
}

function addRemoveProfile(parent: Command, run: Run): void {
  addCommand(parent, {
    usage: 'remove <profile>',
    summary: 'Forget a profile and its key. The key itself stays valid.',
    examples: ['keyturn profiles remove staging --yes'],
  })
    .option('--yes', 'Do not ask.')
    .action(async (name: string, options: { yes?: boolean }) => {
      const { current, profiles } = knownProfile(run, name)
      await confirmLoss(run, options, async () => ({
        question: `Remove profile ${name}?`,
        consequences: ['This may be the only copy of its key. The key stays valid until it is revoked.'],
      }))
      const { [name]: removed, ...rest } = profiles
      writeProfiles(run.environment.profileFile, {
        current: current === name ? null : current,
        profiles: rest,
      })
      run.terminal.out(
        `Removed. Its key for ${removed?.url} is still valid; revoke it if nothing else uses it.`,
      )
    })
}

function knownProfile(run: Run, name: string): Profiles {
  const known = readProfiles(run.environment.profileFile)
  if (Object.hasOwn(known.profiles, name)) return known
  throw new Refusal(`There is no profile ${name}. keyturn profiles list shows those that there are.`)
}
