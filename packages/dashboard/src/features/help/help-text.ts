/** A piece of help. Text has `code` and **labels** in it. */
export type HelpBlock =
  | { kind: 'text'; text: string }
  | { kind: 'steps' | 'list'; items: readonly string[] }
  | { kind: 'code'; title: string; text: string }
  | { kind: 'terms'; items: readonly { term: string; text: string }[] }

/** One thing to know. Its id is an anchor; what is `folded` is opened by whoever looks for it. */
export type HelpEntry = {
  id: string
  title: string
  /** Said before the title, in small: a status and a code. */
  mark?: string
  isFolded?: true
  blocks: readonly HelpBlock[]
}

export type HelpSection = {
  id: string
  title: string
  blocks: readonly HelpBlock[]
  entries: readonly HelpEntry[]
}

export const text = (words: string): HelpBlock => ({ kind: 'text', text: words })
export const list = (...items: string[]): HelpBlock => ({ kind: 'list', items })
export const steps = (...items: string[]): HelpBlock => ({ kind: 'steps', items })
export const code = (title: string, lines: string): HelpBlock => ({ kind: 'code', title, text: lines })
export const terms = (items: readonly { term: string; text: string }[]): HelpBlock => ({
  kind: 'terms',
  items,
})

/** Keeps what has all these words in it; of a section that is called so, everything. */
export function findHelp(sections: readonly HelpSection[], typed: string): readonly HelpSection[] {
  const words = typed
    .toLowerCase()
    .split(/\s+/)
    .filter(word => word !== '')
  if (words.length === 0) return sections
  const holds = (found: string) => words.every(word => found.toLowerCase().includes(word))
  return sections.flatMap(section => {
    if (holds(section.title)) return [section]
    const entries = section.entries.filter(each =>
      holds(`${section.title} ${each.mark ?? ''} ${each.title} ${plainText(each.blocks)}`),
    )
    const blocks = holds(`${section.title} ${plainText(section.blocks)}`) ? section.blocks : []
    return entries.length + blocks.length === 0 ? [] : [{ ...section, blocks, entries }]
  })
}

function plainText(blocks: readonly HelpBlock[]): string {
  return blocks
    .map(block => {
      if (block.kind === 'text') return block.text
      if (block.kind === 'code') return `${block.title} ${block.text}`
      if (block.kind === 'terms') return block.items.map(item => `${item.term} ${item.text}`).join(' ')
      return block.items.join(' ')
    })
    .join(' ')
    .replaceAll(/[`*]{1,2}/g, '')
}
