import { type Command, InvalidArgumentError } from 'commander'
import type { ConnectionOptions } from '../connections/find-connection.ts'

export type CommandText = {
  /** Name and arguments, such as `show <key>`. */
  usage: string
  summary: string
  examples: readonly string[]
}

/** Options of every command that calls the API. */
export type ApiOptions = ConnectionOptions & { json?: boolean }

/** A command with its examples. */
export function addCommand(parent: Command, { usage, summary, examples }: CommandText): Command {
  return parent.command(usage).description(summary).addHelpText('after', exampleText(examples))
}

/** A command that calls the API. */
export function addApiCommand(parent: Command, text: CommandText): Command {
  return addCommand(parent, text)
    .option('--json', "Print the API's JSON.")
    .option('--url <url>', 'Address of Keyturn. Also KEYTURN_URL.')
    .option('--profile <name>', 'Use this profile; see keyturn configure.')
    .option('--key-stdin', 'Read the management key from standard input.')
}

/** Commands about one noun. */
export function addGroup(parent: Command, text: CommandText): Command {
  return addCommand(parent, text).showHelpAfterError('Run it with --help for what it can do.')
}

/** Parses a whole number for an option. */
export function integer(text: string): number {
  if (/^\d{1,15}$/.test(text)) return Number(text)
  throw new InvalidArgumentError('It must be a whole number.')
}

/** Collects an option that may be given more than once, and holds lists separated by commas. */
export function collect(text: string, before: string[] | undefined): string[] {
  return [...(before ?? []), ...text.split(',').map(word => word.trim())]
}

function exampleText(examples: readonly string[]): string {
  return `\nExamples:\n${examples.map(example => `  ${example}`).join('\n')}`
}
