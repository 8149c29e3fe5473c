import { closeSync, rmSync, writeSync } from 'node:fs'
import { toCsvRecord } from '@keyturn/contract'
import type { PageList } from '@keyturn/contract/client'
import type { Run } from '../commands/run.ts'
import { createFile } from './create-file.ts'
import { printable, toJson } from './terminal.ts'

export type ExportFormat = 'csv' | 'jsonl' | 'markdown'
export type ExportOptions = { out?: string; format: ExportFormat }

export type ExportColumn<Item> = { title: string; value: (item: Item) => string | number | null }

type Exported<Item> = {
  list: PageList<Item>
  columns: readonly ExportColumn<Item>[]
  /** What is counted, in the plural. */
  noun: string
}

/** Writes a whole list to a new file or to standard output, as it comes. A file that was not finished is removed. */
export async function exportList<Item>(
  run: Run,
  options: ExportOptions,
  { list, columns, noun }: Exported<Item>,
): Promise<void> {
  const { head, of } = linesOf(options.format, columns)
  await exportLines(run, options, { head, lines: linesOfItems(list, of), noun })
}

/** Writes text that the server has formatted, likewise. Its first line has titles, unless it is JSON Lines. */
export async function exportText(
  run: Run,
  options: ExportOptions,
  { pieces, noun }: { pieces: AsyncIterable<string>; noun: string },
): Promise<void> {
  const lines = splitLines(pieces)
  const titles = options.format === 'jsonl' ? null : (await lines.next()).value
  await exportLines(run, options, { head: titles ? [titles] : [], lines, noun })
}

type ExportedLines = { head: readonly string[]; lines: AsyncIterable<string>; noun: string }

async function exportLines(
  run: Run,
  { out }: ExportOptions,
  { head, lines, noun }: ExportedLines,
): Promise<void> {
  const target = openTarget(run, out)
  let count = 0
  try {
    for (const line of head) target.write(line)
    for await (const line of lines) {
      target.write(line)
      count++
      if (count % 200 === 0) run.terminal.progress(`${count} ${noun} exported`)
    }
    target.close()
  } catch (error) {
    target.drop()
    throw error
  }
  run.terminal.progress(null)
  if (out !== undefined) run.terminal.error(`${count} ${noun} in ${out}.`)
}

async function* linesOfItems<Item>(items: AsyncIterable<Item>, of: (item: Item) => string) {
  for await (const item of items) yield of(item)
}

async function* splitLines(pieces: AsyncIterable<string>): AsyncGenerator<string, void, undefined> {
  let rest = ''
  for await (const piece of pieces) {
    const lines = (rest + piece).split('\n')
    rest = lines.pop() ?? ''
    yield* lines
  }
}

type Lines<Item> = { head: string[]; of: (item: Item) => string }

function linesOf<Item>(format: ExportFormat, columns: readonly ExportColumn<Item>[]): Lines<Item> {
  const titles = columns.map(({ title }) => title)
  const valuesOf = (item: Item) => columns.map(({ value }) => value(item))
  if (format === 'jsonl') return { head: [], of: toJson }
  if (format === 'csv') {
    const record = (values: readonly (string | number | null)[]) => toCsvRecord(values).trimEnd()
    return { head: [`${record(titles)}\r`], of: item => `${record(valuesOf(item))}\r` }
  }
  return {
    head: [markdownRow(titles), markdownRow(titles.map(() => '---'))],
    of: item => markdownRow(valuesOf(item)),
  }
}

function markdownRow(values: readonly (string | number | null)[]): string {
  const cells = values.map(value => printable(String(value ?? '')).replaceAll(/[\\|`<]/g, '\\$&'))
  return `| ${cells.join(' | ')} |`
}

type Target = { write(line: string): void; close(): void; drop(): void }

function openTarget({ terminal }: Run, file: string | undefined): Target {
  if (file === undefined) {
    const isWatched = terminal.columns !== null
    const write = (line: string) => terminal.out(isWatched ? printable(line.trimEnd()) : line)
    return { write, close: () => {}, drop: () => {} }
  }
  const descriptor = createFile(file)
  return {
    write: line => writeSync(descriptor, `${line}\n`),
    close: () => closeSync(descriptor),
    drop: () => {
      closeSync(descriptor)
      rmSync(file)
    },
  }
}
