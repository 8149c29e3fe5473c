import type { PageList } from '@keyturn/contract/client'
import type { Command } from 'commander'
import { type ApiOptions, addApiCommand, type CommandText, integer } from '../commands/add-command.ts'
import type { Run } from '../commands/run.ts'
import { type Column, formatTable } from './format-table.ts'
import { toJson } from './terminal.ts'

export type ListOptions = ApiOptions & { all?: boolean; limit?: number; jsonl?: boolean }

export type Listing<Item> = {
  columns: (now: number) => Column<Item>[]
  /** What is said where there are none. */
  empty: string
}

const limitDefault = 50
const pageMax = 200

/** A command that lists: `--limit`, `--all`, `--json` as one array, `--jsonl` as a line each. */
export function addListCommand(parent: Command, text: CommandText): Command {
  return addApiCommand(parent, text)
    .option('--limit <n>', `How many at most (default: ${limitDefault}).`, integer)
    .option('--all', 'All of them.')
    .option('--jsonl', 'Print JSON Lines: one object a line, as they come.')
}

/** Query parameter for the size of a page. */
export function pageSize({ all, limit = limitDefault }: ListOptions): { limit: number } {
  return { limit: all ? pageMax : Math.max(1, Math.min(limit, pageMax)) }
}

/** Prints a list as it was asked for; what is left out is said on standard error. */
export async function printList<Item>(
  run: Run,
  { list, options, listing }: { list: PageList<Item>; options: ListOptions; listing: Listing<Item> },
): Promise<void> {
  const { terminal } = run
  const print = printerOf(run, { options, listing })
  const wanted = options.all ? Number.POSITIVE_INFINITY : (options.limit ?? limitDefault)
  let count = 0
  let hasMore = false
  for await (const { data, nextCursor } of list.pages()) {
    const items = data.slice(0, wanted - count)
    for (const item of items) print.item(item)
    count += items.length
    hasMore = nextCursor !== null || items.length < data.length
    if (count >= wanted) break
    if (nextCursor !== null) terminal.progress(`${count} so far`)
  }
  terminal.progress(null)
  print.end()
  if (hasMore && count >= wanted) terminal.error(`Shown: the first ${count}; --all shows all of them.`)
}

type Printer<Item> = { item(item: Item): void; end(): void }

function printerOf<Item>(
  { terminal, now }: Run,
  { options, listing }: { options: ListOptions; listing: Listing<Item> },
): Printer<Item> {
  if (options.jsonl) return { item: item => terminal.out(toJson(item)), end: () => {} }
  if (options.json) return jsonArray(line => terminal.out(line))
  const items: Item[] = []
  return {
    item: item => items.push(item),
    end: () => {
      if (items.length === 0) terminal.out(listing.empty)
      else for (const line of formatTable(items, listing.columns(now()), terminal)) terminal.out(line)
    },
  }
}

/** One array with an item a line, printed as the items come. */
export function jsonArray(out: (line: string) => void): Printer<unknown> {
  let last: string | null = null
  return {
    item: item => {
      out(last === null ? '[' : `${last},`)
      last = toJson(item)
    },
    end: () => {
      if (last === null) return out('[]')
      out(last)
      out(']')
    },
  }
}
