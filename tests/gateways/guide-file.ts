import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'

const guide = resolve(import.meta.dirname, '../../docs/guides/gateways.md')

/** A file that the guide shows: the block whose first line ends in its name. */
export function guideFile(name: string): string {
  const text = readFileSync(guide, 'utf8')
  const blocks = [...text.matchAll(/^```\w+ (\S+)\n([\s\S]*?)^```$/gm)]
  const [, , content] = blocks.find(([, title]) => title === name) ?? []
  if (content === undefined) throw new Error(`the guide has no file ${name}`)
  return content
}
