import { type Command, Option } from 'commander'
import type { Run } from './run.ts'

const examples = `
Examples:
  keyturn serve
  keyturn serve --port 9000 --data /var/lib/keyturn
  KEYTURN_DATABASE_URL_FILE=/run/secrets/db keyturn serve --host 0.0.0.0 --public-url https://keys.example.com

Secrets are never flags: set them in the environment, or name a file with the _FILE form of the variable.`

/** `keyturn serve`: the flags are the settings table of the server. */
export async function addServe(program: Command, run: Run): Promise<void> {
  const command = program
    .command('serve')
    .description('Serve the HTTP API until SIGTERM or SIGINT.')
    .addHelpText('after', examples)
  if (run.wanted === 'serve' || run.wanted === 'completion') {
    const { flagOf, settingList } = await run.loadServer()
    for (const { name, flag, placeholder, description, fallback } of settingList) {
      if (flag === 'never') {
        command.addOption(secretOption(name, flagOf(name)))
        continue
      }
      const initial = fallback === null || fallback === undefined ? '' : ` (default: ${fallback})`
      const note = Array.isArray(fallback) ? '' : initial
      command.option(`--${flagOf(name)} <${placeholder}>`, `${description} Also ${name}.${note}`)
    }
  } else command.allowUnknownOption()
  command.action(async (_, called: Command) => {
    const { serve } = await run.loadServer()
    await serve({ flags: flagsOf(called) })
  })
}

/** Known only to be refused with a sentence: every user of the machine could read it in the process list. */
function secretOption(name: string, flag: string): Option {
  return new Option(`--${flag} [value]`)
    .hideHelp()
    .preset('')
    .argParser(() => {
      throw new SecretFlagError(name, flag)
    })
}

/** Reported like a refused setting; see `toFailure`. */
class SecretFlagError extends Error {
  override readonly name = 'SettingsError'
  readonly problems: { name: string; reason: string }[]

  constructor(name: string, flag: string) {
    super('A secret was given as a flag.')
    const reason = `is no flag, because process lists show flags. Set ${name}, or name a file in ${name}_FILE.`
    this.problems = [{ name: `--${flag}`, reason }]
  }
}

/** The values as they were written, by flag name: commander would camel-case the names. */
function flagsOf(command: Command): Record<string, string> {
  const values: Record<string, unknown> = command.opts()
  return Object.fromEntries(
    command.options.flatMap(option => {
      const value = values[option.attributeName()]
      return typeof value === 'string' ? [[option.name(), value]] : []
    }),
  )
}
