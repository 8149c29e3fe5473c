import { type CommandNode, flatten } from './command-tree.ts'
import { fileOptions, pathOf, pathsBelow, quote, valueCases } from './shell-cases.ts'

/** A script for zsh, to be sourced after compinit or found in fpath as `_keyturn`; it starts no process. */
export function zshCompletion(root: CommandNode): string {
  const nodes = flatten(root)
  const places = nodes.map(node => {
    const commands = [
      ...node.commands.map(({ path, summary }) => described(path.at(-1) ?? '', summary)),
      ...node.choices.map(quote),
    ]
    const flags = node.options.map(({ flag, summary }) => described(flag, summary))
    return `    (${quote(pathOf(node))}) commands=(${commands.join(' ')}) flags=(${flags.join(' ')}) ;;`
  })
  const values = valueCases(nodes).map(
    ({ patterns, choices }) => `    (${patterns}) compadd -- ${choices}; return ;;`,
  )
  return `#compdef keyturn
# zsh completion for keyturn; made by keyturn completion zsh
_keyturn() {
  local place='' i
  local -a commands flags
  for (( i = 2; i < CURRENT; i++ )); do
    case "$place $words[i]" in
      (${pathsBelow(root)}) place="$place $words[i]" ;;
    esac
  done
  case "$place:$words[CURRENT-1]" in
${values.join('\n')}
    (${fileOptions(nodes)}) _files; return ;;
  esac
  case "$place" in
${places.join('\n')}
  esac
  if [[ $words[CURRENT] == -* ]]; then _describe -o option flags
  elif (( $#commands )); then _describe command commands
  else _files; fi
}
if [[ $funcstack[1] == _keyturn ]]; then _keyturn "$@"; else compdef _keyturn keyturn; fi
`
}

/** A word with its description, for `_describe`. */
function described(word: string, summary: string): string {
  return quote(`${word}:${summary}`)
}
