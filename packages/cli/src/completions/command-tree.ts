import type { Argument, Command, Option } from 'commander'

/** One command of the tree, in the form that completions and documents are made from. */
export type CommandNode = {
  /** Words after `keyturn`; empty for the root. */
  path: string[]
  /** With its arguments, such as `keys show <key>`. */
  usage: string
  summary: string
  commands: CommandNode[]
  options: OptionNode[]
  /** What the first argument can be, as far as that is known. */
  choices: string[]
  takesFile: boolean
}

export type OptionNode = {
  /** Such as `--json`. */
  flag: string
  summary: string
  /** `none`: it stands alone; `file`: it names one; `text`: anything, or one of the choices. */
  value: 'none' | 'file' | 'text'
  choices: string[]
}

export function describeCommands(command: Command, path: string[] = []): CommandNode {
  const help = command.createHelp()
  const args = command.registeredArguments
  return {
    path,
    usage: [...path, ...args.map(argumentText)].join(' '),
    summary: command.description(),
    commands: command.commands.map(child => describeCommands(child, [...path, child.name()])),
    options: help.visibleOptions(command).flatMap(describeOption),
    choices: [...(args[0]?.argChoices ?? [])],
    takesFile: args.some(argument => argument.name() === 'file'),
  }
}

/** The node itself and everything below it, in the order of the help. */
export function flatten(node: CommandNode): CommandNode[] {
  return [node, ...node.commands.flatMap(flatten)]
}

function describeOption(option: Option): OptionNode[] {
  if (!option.long) return []
  const placeholder = /<([^>]+)>/.exec(option.flags)?.[1]
  const isFile = placeholder === 'file' || placeholder === 'directory'
  return [
    {
      flag: option.long,
      summary: option.description,
      value: placeholder === undefined ? 'none' : isFile ? 'file' : 'text',
      choices: [...(option.argChoices ?? [])],
    },
  ]
}

function argumentText(argument: Argument): string {
  return argument.required ? `<${argument.name()}>` : `[${argument.name()}]`
}
