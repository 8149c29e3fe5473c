import type { Command } from 'commander'
import { confirmLoss } from '../output/confirm-loss.ts'
import type { Run } from './run.ts'

const examples = `
Examples:
  keyturn rotate-kek
  KEYTURN_KEK_FILE=/etc/keyturn/kek keyturn rotate-kek --yes --json`

type Options = { data?: string; kekFile?: string; json?: boolean; yes?: boolean }

/** `keyturn rotate-kek`: a fresh key-encryption key, which running servers take up by themselves. */
export function addRotateKek(program: Command, run: Run): void {
  program
    .command('rotate-kek')
    .description(
      'Put a fresh key-encryption key before those of the KEK file. Servers take it up by themselves.',
    )
    .option('--kek-file <file>', 'The file. Also KEYTURN_KEK_FILE.')
    .option('--data <directory>', 'Data directory, whose name with .kek is the default. Also KEYTURN_DATA.')
    .option('--json', 'Print the result as JSON.')
    .option('--yes', 'Do not ask.')
    .addHelpText('after', examples)
    .action(async (options: Options) => {
      const { rotateKek } = await run.loadServer()
      await confirmLoss(run, options, async () => ({
        question: 'Put a fresh key into the KEK file?',
        consequences: [
          'Keep a copy of the new file before the old one is thrown away: tokens that are kept from now on need it.',
          'Where several servers run, give each of them the new file now.',
        ],
      }))
      const flags = {
        ...(options.data === undefined ? {} : { data: options.data }),
        ...(options.kekFile === undefined ? {} : { 'kek-file': options.kekFile }),
      }
      const { kekId, previous } = await rotateKek({ flags })
      if (options.json) {
        run.terminal.out(JSON.stringify({ kekId, previous }))
        return
      }
      run.terminal.out(`${kekId} is the first key of the file now.`)
      run.terminal.out(
        `Leave ${previous.join(', ')} in it until the log of the server says that it is not needed.`,
      )
    })
}
