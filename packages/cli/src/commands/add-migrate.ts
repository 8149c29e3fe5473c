import type { Command } from 'commander'
import { printable } from '../output/terminal.ts'
import type { Run } from './run.ts'

const examples = `
Examples:
  keyturn migrate
  keyturn migrate --data /var/lib/keyturn --json
  KEYTURN_DATABASE_URL_FILE=/run/secrets/db keyturn migrate`

type MigrateOptions = { data?: string; json?: boolean }

/** `keyturn migrate`: brings the database to this version's schema, under a lock. */
export function addMigrate(program: Command, run: Run): void {
  program
    .command('migrate')
    .description('Bring the database to the schema of this version. Safe to repeat.')
    .option('--data <directory>', 'Directory of the embedded database. Also KEYTURN_DATA.')
    .option('--json', 'Print the result as JSON.')
    .addHelpText('after', examples)
    .action(async (options: MigrateOptions) => {
      const { migrateDatabase } = await run.loadServer()
      const { applied, alreadyApplied } = await migrateDatabase({
        flags: options.data === undefined ? {} : { data: options.data },
      })
      if (options.json) {
        run.terminal.out(JSON.stringify({ applied, alreadyApplied }))
        return
      }
      for (const name of applied) run.terminal.out(`applied ${printable(name)}`)
      const before = `${alreadyApplied.length} ${alreadyApplied.length === 1 ? 'was' : 'were'} applied before`
      run.terminal.out(
        applied.length === 0 ? `Nothing to do: ${before}.` : `${applied.length} applied, ${before}.`,
      )
    })
}
