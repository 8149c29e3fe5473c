import { type Command, Option } from 'commander'
import { type Input, readObject } from '../../output/input.ts'
import { collect } from '../add-command.ts'
import { given } from '../keys/key-settings.ts'

export type ApiSettingOptions = {
  name?: string
  scope?: string[]
  sensitiveScope?: string[]
  environment?: string[]
  keyPolicy?: string
  baseUrl?: string
  portalOrigin?: string[]
  input?: string
}

/** The settings that an API is created with and that can be changed later. */
export function addApiSettings(command: Command): Command {
  return command
    .option('--name <name>', 'Name.')
    .option('--scope <name>', 'A scope that the API knows; repeat, or separate by commas.', collect)
    .option('--sensitive-scope <name>', 'One that makes a key elevated; repeat.', collect)
    .option('--environment <name>', 'An environment (default: live and test); repeat.', collect)
    .addOption(
      new Option('--key-policy <policy>', 'How many keys an organization may have.').choices([
        'many',
        'one_per_organization',
      ]),
    )
    .option('--base-url <url>', 'Where the API is.')
    .option('--portal-origin <origin>', 'Whose pages may frame the key page; repeat, or none.', toOrigins)
    .option('--input <file>', 'JSON with any members that the API takes; - is standard input. Flags win.')
}

/** The body that flags and `--input` make together; the server judges it. */
export async function apiSettings(
  input: Input,
  options: ApiSettingOptions,
): Promise<{ [name: string]: unknown }> {
  const base = options.input === undefined ? {} : await readObject(input, options.input)
  const { name, environment: environments, keyPolicy, baseUrl, portalOrigin: portalOrigins } = options
  const members = { name, environments, keyPolicy, baseUrl, portalOrigins, scopes: scopesOf(options) }
  return { ...base, ...given(members) }
}

function toOrigins(text: string, before: string[] | undefined): string[] {
  return text === 'none' ? [] : collect(text, before)
}

function scopesOf({ scope, sensitiveScope }: ApiSettingOptions) {
  if (scope === undefined && sensitiveScope === undefined) return undefined
  return [
    ...(scope ?? []).map(name => ({ name })),
    ...(sensitiveScope ?? []).map(name => ({ name, sensitive: true })),
  ]
}
