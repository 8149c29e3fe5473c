import { type CommandNode, flatten } from './command-tree.ts'

/** Single-quoted for a POSIX shell. */
export function quote(text: string): string {
  return `'${text.replaceAll("'", `'\\''`)}'`
}

/** What the scripts call the place of a command: a blank before each word. */
export function pathOf({ path }: CommandNode): string {
  return path.map(word => ` ${word}`).join('')
}

/** The pattern of every place below the root. */
export function pathsBelow(root: CommandNode): string {
  return flatten(root)
    .filter(({ path }) => path.length > 0)
    .map(node => quote(pathOf(node)))
    .join('|')
}

/** For each option with known values: where it stands, as `place:option`, and the values. */
export function valueCases(nodes: readonly CommandNode[]): { patterns: string; choices: string }[] {
  const patterns = new Map<string, string[]>()
  for (const node of nodes) {
    for (const { flag, choices } of node.options) {
      if (choices.length === 0) continue
      const key = choices.join(' ')
      patterns.set(key, [...(patterns.get(key) ?? []), quote(`${pathOf(node)}:${flag}`)])
    }
  }
  return [...patterns].map(([choices, places]) => ({ choices, patterns: places.join('|') }))
}

/** The pattern of options that name files, wherever they stand. */
export function fileOptions(nodes: readonly CommandNode[]): string {
  const flags = nodes.flatMap(({ options }) =>
    options.filter(({ value }) => value === 'file').map(({ flag }) => flag),
  )
  return [...new Set(flags)].map(flag => `*:${flag}`).join('|')
}
