import { type CommandNode, flatten } from './command-tree.ts'
import { fileOptions, pathOf, pathsBelow, quote, valueCases } from './shell-cases.ts'

/** A script for bash 4 and newer; it starts no process. */
export function bashCompletion(root: CommandNode): string {
  const nodes = flatten(root)
  const words = nodes.map(node => {
    const plain = [...node.commands.map(({ path }) => path.at(-1)), ...node.choices].join(' ')
    const flags = node.options.map(({ flag }) => flag).join(' ')
    return `    ${quote(pathOf(node))}) words=${quote(plain)} flags=${quote(flags)} ;;`
  })
  const values = valueCases(nodes).map(
    ({ patterns, choices }) =>
      `    ${patterns}) COMPREPLY=($(compgen -W ${quote(choices)} -- "$current")); return ;;`,
  )
  return `# bash completion for keyturn; made by keyturn completion bash
_keyturn() {
  local current=\${COMP_WORDS[COMP_CWORD]} before=\${COMP_WORDS[COMP_CWORD-1]}
  local path='' words='' flags='' i
  for ((i = 1; i < COMP_CWORD; i++)); do
    case "$path \${COMP_WORDS[i]}" in
      ${pathsBelow(root)}) path="$path \${COMP_WORDS[i]}" ;;
    esac
  done
  case "$path:$before" in
${values.join('\n')}
    ${fileOptions(nodes)}) COMPREPLY=($(compgen -f -- "$current")); return ;;
  esac
  case "$path" in
${words.join('\n')}
  esac
  if [[ $current == -* ]]; then words=$flags; fi
  if [[ -n $words ]]; then COMPREPLY=($(compgen -W "$words" -- "$current"))
  else COMPREPLY=($(compgen -f -- "$current")); fi
}
complete -F _keyturn keyturn
`
}
