import type { Command } from 'commander'
import { connect } from '../../connections/connect.ts'
import { type ApiOptions, addApiCommand } from '../add-command.ts'
import type { Run } from '../run.ts'
import { addRotationOptions, type RotationOptions, rotate } from './rotation.ts'

export function addRotateKey(parent: Command, run: Run): void {
  const command = addApiCommand(parent, {
    usage: 'rotate <key>',
    summary: 'Give a key a new token. Id, policy, history and expiry stay.',
    examples: [
      'keyturn keys rotate key_… --overlap 24h',
      'keyturn keys rotate key_… --overlap 7d --secret-file new.key',
      'keyturn keys rotate key_… --yes --print-secret | secrets-manager put importer',
    ],
  })
  addRotationOptions(command).action(async (id: string, options: ApiOptions & RotationOptions) => {
    const { calls } = await connect(run, options)
    const findKeyId = async () => id
    await rotate(run, { options, calls, findKeyId, send: body => calls.keys.rotate(id, body) })
  })
}
