import type { Command } from 'commander'
import { type Input, readObject } from '../../output/input.ts'
import { collect } from '../add-command.ts'
import { given } from '../keys/key-settings.ts'

export type OrganizationSettingOptions = {
  name?: string
  externalId?: string
  timezone?: string
  ceiling?: string[]
  input?: string
}

/** The settings that an organization is created with and that can be changed later. */
export function addOrganizationSettings(command: Command): Command {
  return command
    .option('--name <name>', 'Name.')
    .option('--external-id <id>', 'Your own id of this customer.')
    .option('--timezone <zone>', 'IANA timezone, such as Europe/Berlin.')
    .option('--ceiling <scope>', 'No key may do more than this; repeat, or separate by commas.', collect)
    .option('--input <file>', 'JSON with any members that the API takes; - is standard input. Flags win.')
}

/** The body that flags and `--input` make together; the server judges it. */
export async function organizationSettings(
  input: Input,
  options: OrganizationSettingOptions,
): Promise<{ [name: string]: unknown }> {
  const { name, externalId, timezone, ceiling: scopeCeiling } = options
  const base = options.input === undefined ? {} : await readObject(input, options.input)
  return { ...base, ...given({ name, externalId, timezone, scopeCeiling }) }
}
