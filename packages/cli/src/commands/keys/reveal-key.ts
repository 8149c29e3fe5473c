import type { Command } from 'commander'
import { connect } from '../../connections/connect.ts'
import { addSecretOptions, prepareSecretPlace, type SecretOptions } from '../../output/secrets.ts'
import { type ApiOptions, addApiCommand } from '../add-command.ts'
import type { Run } from '../run.ts'
import { printIssued } from './print-issued.ts'

type Options = ApiOptions & SecretOptions

export function addRevealKey(parent: Command, run: Run): void {
  const command = addApiCommand(parent, {
    usage: 'reveal <key>',
    summary: 'Show the token of a key again, where its API keeps tokens. The audit log says who did.',
    examples: [
      'keyturn keys reveal key_…',
      'keyturn keys reveal key_… --secret-file importer.key',
      'keyturn keys reveal key_… --print-secret | secrets-manager put importer',
    ],
  })
  addSecretOptions(command).action(async (id: string, options: Options) => {
    const { calls } = await connect(run, options)
    const place = prepareSecretPlace(run, options)
    const answer = await calls.keys.reveal(id).catch((error: unknown) => {
      place.drop()
      throw error
    })
    place.keep(answer.secret)
    const note = 'The audit log says that you have seen this token.'
    printIssued(run, { options, place, answer, note }, () => {})
  })
}
