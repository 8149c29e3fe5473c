import type { Command } from 'commander'
import { confirmLoss } from '../../output/confirm-loss.ts'
import { printable } from '../../output/terminal.ts'
import { addCommand, addGroup } from '../add-command.ts'
import type { Run } from '../run.ts'

type Options = { data?: string; json?: boolean; yes?: boolean }

/** `keyturn owners …`, on the machine of the installation. */
export function addOwners(program: Command, run: Run): void {
  const owners = addGroup(program, {
    usage: 'owners',
    summary: 'The owners of this installation.',
    examples: ['keyturn owners recover ada@example.com'],
  })
  addRecover(owners, run)
}

function addRecover(parent: Command, run: Run): void {
  addCommand(parent, {
    usage: 'recover [email]',
    summary: 'Let an owner in by a link that works once: the first one, or one who cannot sign in any more.',
    examples: [
      'keyturn owners recover ada@example.com',
      'keyturn owners recover --yes --json',
      'KEYTURN_DATABASE_URL_FILE=/run/secrets/db keyturn owners recover ada@example.com',
    ],
  })
    .option('--data <directory>', 'Directory of the embedded database. Also KEYTURN_DATA.')
    .option('--json', 'Print the result as JSON.')
    .option('--yes', 'Do not ask.')
    .action(async (email: string | undefined, options: Options) => {
      const { recoverOwner } = await run.loadServer()
      await confirmLoss(run, options, async () => ({
        question: `Make ${email === undefined ? 'the owner' : printable(email)} a link that signs in as an owner?`,
        consequences: [
          'Whoever opens the link first is an owner of this installation.',
          'Their password, one-time and recovery codes are removed and their sessions end; passkeys stay.',
        ],
      }))
      const recovered = await recoverOwner(
        { email },
        { flags: options.data === undefined ? {} : { data: options.data } },
      )
      print(run, recovered, options)
    })
}

function print(
  { terminal }: Run,
  { email, created, expiresAt, link }: { email: string; created: boolean; expiresAt: number; link: string },
  { json }: Options,
): void {
  if (json) {
    terminal.out(JSON.stringify({ email, created, link, expiresAt: new Date(expiresAt).toISOString() }))
    return
  }
  terminal.out(
    `${printable(email)} is an owner${created ? ', with a new account' : ''}. Open this once, within a day:`,
  )
  terminal.out(link)
}
