import { type CommandNode, flatten, type OptionNode } from './command-tree.ts'
import { pathOf } from './shell-cases.ts'

/** A script for fish 3; it starts no process. */
export function fishCompletion(root: CommandNode): string {
  const nodes = flatten(root)
  const paths = nodes.filter(({ path }) => path.length > 0).map(node => quote(pathOf(node)))
  return `# fish completion for keyturn; made by keyturn completion fish
function __keyturn_at
  set -l place ''
  for word in (commandline -opc)[2..-1]
    switch "$place $word"
      case ${paths.join(' ')}
        set place "$place $word"
    end
  end
  test "$place" = "$argv[1]"
end
complete -c keyturn -f
${nodes.flatMap(completionsAt).join('\n')}
`
}

function completionsAt(node: CommandNode): string[] {
  const at = `complete -c keyturn -n ${quote(`__keyturn_at ${quote(pathOf(node))}`)}`
  return [
    ...node.commands.map(({ path, summary }) => `${at} -a ${path.at(-1)} -d ${quote(summary)}`),
    ...(node.choices.length > 0 ? [`${at} -a ${quote(node.choices.join(' '))}`] : []),
    ...(node.takesFile ? [`${at} -F`] : []),
    ...node.options.map(
      option => `${at} -l ${option.flag.slice(2)}${valueText(option)} -d ${quote(option.summary)}`,
    ),
  ]
}

function valueText({ value, choices }: OptionNode): string {
  if (value === 'none') return ''
  if (value === 'file') return ' -r -F'
  return choices.length > 0 ? ` -x -a ${quote(choices.join(' '))}` : ' -x'
}

/** Fish knows two escapes inside single quotes. */
function quote(text: string): string {
  return `'${text.replaceAll(/[\\']/g, '\\$&')}'`
}
