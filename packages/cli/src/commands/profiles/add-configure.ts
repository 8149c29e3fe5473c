import type { Command } from 'commander'
import { readProfiles, writeProfiles } from '../../config/profiles.ts'
import { connectTo } from '../../connections/connect.ts'
import { checkKey, checkUrl } from '../../connections/find-connection.ts'
import { goesUnencrypted } from '../../connections/goes-unencrypted.ts'
import { WrongUsage } from '../../output/refusal.ts'
import { printable, toJson } from '../../output/terminal.ts'
import { addCommand } from '../add-command.ts'
import type { Run } from '../run.ts'

type Options = { url?: string; profile: string; json?: boolean; check: boolean }

/** `keyturn configure`: keeps an address and a key for later commands, once the key was seen to work. */
export function addConfigure(program: Command, run: Run): void {
  addCommand(program, {
    usage: 'configure',
    summary: 'Keep the address of Keyturn and a management key for later commands.',
    examples: [
      'keyturn configure',
      'keyturn configure --profile staging --url https://keys.staging.example.com < management-key',
    ],
  })
    .option('--profile <name>', 'Name of the profile, which becomes the current one.', 'default')
    .option('--url <url>', 'Address of Keyturn. Also KEYTURN_URL.')
    .option('--no-check', 'Do not ask Keyturn whether the key works.')
    .option('--json', 'Print the result as JSON.')
    .action((options: Options) => configure(run, options))
}

async function configure(run: Run, options: Options): Promise<void> {
  const { environment, terminal } = run
  if (!/^[\w.-]{1,64}$/.test(options.profile) || options.profile === '__proto__') {
    throw new WrongUsage('The name of a profile is 1 to 64 of letters, digits, ., _ and -.')
  }
  const before = readProfiles(environment.profileFile)
  const url = checkUrl(await chosenUrl(run, options))
  const key = checkKey(
    (await chosenKey(run)).trim(),
    run.input.isTerminal ? 'What you typed' : 'Standard input',
  )
  const identity = options.check ? await connectTo(run, { url, key }).calls.whoami() : null
  writeProfiles(environment.profileFile, {
    current: options.profile,
    profiles: { ...before.profiles, [options.profile]: { url, key } },
  })
  if (goesUnencrypted(url)) {
    terminal.error('The key goes over the network unencrypted: this address is http.')
  }
  if (options.json) {
    terminal.out(toJson({ profile: options.profile, url, file: environment.profileFile }))
    return
  }
  const name = identity === null ? 'The key, unchecked,' : `The key ${printable(identity.name)}`
  terminal.out(`${name} is in profile ${options.profile}, in ${environment.profileFile}.`)
}

async function chosenUrl({ environment, input, prompts }: Run, { url }: Options): Promise<string> {
  const known = url ?? environment.url
  if (known !== null && known !== undefined) return known
  if (prompts.available && input.isTerminal)
    return prompts.text('Address of Keyturn', 'http://127.0.0.1:8787')
  throw new WrongUsage('Say where Keyturn is: --url or KEYTURN_URL.')
}

function chosenKey({ input, prompts }: Run): Promise<string> {
  return input.isTerminal ? prompts.secret('Management key') : input.read()
}
