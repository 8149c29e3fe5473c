import type { Command } from 'commander'
import { confirmLoss } from '../output/confirm-loss.ts'
import { addCommand } from './add-command.ts'
import type { ServerModule } from './load-server.ts'
import type { Run } from './run.ts'

type Options = { data?: string; kekFile?: string; json?: boolean; yes?: boolean }
type Lost = Awaited<ReturnType<ServerModule['describeLostKek']>>

/** `keyturn forget-kek`: a key-encryption key is lost for good, and the installation goes on without it. */
export function addForgetKek(program: Command, run: Run): void {
  addCommand(program, {
    usage: 'forget-kek <kek>',
    summary:
      'Give up a key-encryption key that is lost for good. Keys go on; what it kept cannot be shown again.',
    examples: ['keyturn forget-kek kek_0123456789abcdef', 'keyturn doctor --local'],
  })
    .option('--kek-file <file>', 'The file. Also KEYTURN_KEK_FILE.')
    .option('--data <directory>', 'Data directory, whose name with .kek is the default. Also KEYTURN_DATA.')
    .option('--json', 'Print the result as JSON.')
    .option('--yes', 'Do not ask.')
    .action(async (kekId: string, options: Options) => {
      const { describeLostKek, forgetKek } = await run.loadServer()
      const flags = {
        ...(options.data === undefined ? {} : { data: options.data }),
        ...(options.kekFile === undefined ? {} : { 'kek-file': options.kekFile }),
      }
      await confirmLoss(run, options, async () => ({
        question: `Give up ${kekId}?`,
        consequences: consequencesOf(await describeLostKek({ kekId }, { flags })),
        word: kekId,
      }))
      const forgotten = await forgetKek({ kekId }, { flags })
      if (options.json) {
        run.terminal.out(JSON.stringify(forgotten))
        return
      }
      run.terminal.out(
        `${kekId} is given up. ${forgotten.successor} is used from now on: keep a copy of the KEK file.`,
      )
    })
}

function consequencesOf({ tokens, clientSecrets, apps, organizations }: Lost): string[] {
  return [
    'Put the KEK file back instead if there is a copy of it anywhere: nothing is lost then.',
    `${tokens} tokens of ${organizations} organizations cannot be shown again. Their keys go on working; rotating one makes a token that can be shown.`,
    `${clientSecrets} identity providers lose their client secret: nobody signs in there until it is set again.`,
    `Codes of ${apps} authenticator apps are refused. Their holders sign in with a recovery code or a passkey and set the app up anew, owners with keyturn owners recover.`,
  ]
}
