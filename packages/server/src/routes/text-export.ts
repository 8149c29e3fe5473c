import type { Answer } from './call.ts'

/** A list as a file to keep: one JSON object a line, or what `toCsv` makes of its pages. */
export function textExport<Item extends object>(
  pages: AsyncIterable<readonly Item[]>,
  options: {
    name: string
    format: 'jsonl' | 'csv' | undefined
    toCsv: (pages: AsyncIterable<readonly Item[]>) => AsyncIterable<string>
  },
): Answer {
  const { name, format = 'jsonl', toCsv } = options
  const headers = { 'content-disposition': `attachment; filename="${name}.${format}"` }
  if (format === 'csv') return { stream: { type: 'text/csv', pieces: toCsv(pages) }, headers }
  return { stream: { type: 'application/x-ndjson', pieces: jsonLines(pages) }, headers }
}

async function* jsonLines(pages: AsyncIterable<readonly object[]>): AsyncGenerator<string, void, undefined> {
  for await (const page of pages) yield page.map(item => `${JSON.stringify(item)}\n`).join('')
}
