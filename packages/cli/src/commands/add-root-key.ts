import { randomBytes } from 'node:crypto'
import { closeSync, writeSync } from 'node:fs'
import { generateToken } from '@keyturn/contract'
import type { Command } from 'commander'
import { createFile } from '../output/create-file.ts'
import type { Run } from './run.ts'

const examples = `
Examples:
  keyturn root-key --out /etc/keyturn/root-key
  KEYTURN_ROOT_KEY_FILE=/etc/keyturn/root-key keyturn serve
  keyturn root-key | secrets-manager put keyturn/root-key`

/** `keyturn root-key`: a token that `keyturn serve` can adopt as the first management key. Nothing is stored here. */
export function addRootKey(program: Command, run: Run): void {
  program
    .command('root-key')
    .description('Make a token for KEYTURN_ROOT_KEY: the first management key, with every scope.')
    .option('--out <file>', 'Write it to a new file that only this user can read, instead of printing it.')
    .addHelpText('after', examples)
    .action(({ out }: { out?: string }) => {
      const token = generateToken({ prefix: 'kt', environment: 'live', randomBytes })
      if (out === undefined) {
        run.terminal.out(token)
        return
      }
      const file = createFile(out)
      writeSync(file, `${token}\n`)
      closeSync(file)
      run.terminal.out(`Written. Start with KEYTURN_ROOT_KEY_FILE=${out} keyturn serve`)
    })
}
