/**
 * Draws the arrows that the code really has into ARCHITECTURE.md, between its two marks.
 * With --check it writes nothing and fails when the drawing is out of date.
 */
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { engineOrder } from './check-structure.ts'
import { drawArrows } from './structures/draw-arrows.ts'
import { readTree } from './structures/read-tree.ts'

const root = fileURLToPath(new URL('..', import.meta.url))
const path = join(root, 'ARCHITECTURE.md')
const start = '<!-- arrows:start -->'
const end = '<!-- arrows:end -->'

function redraw(page: string): string {
  const [before, rest] = page.split(start)
  const [, after] = rest?.split(end) ?? []
  if (before === undefined || after === undefined)
    throw new Error(`ARCHITECTURE.md needs ${start} and ${end}`)
  return `${before}${start}\n${drawArrows(readTree(root), engineOrder)}\n${end}${after}`
}

const page = readFileSync(path, 'utf8')
const drawn = redraw(page)
if (process.argv.includes('--check')) {
  if (drawn !== page) {
    console.error(
      'The arrows in ARCHITECTURE.md are out of date: run `npx node scripts/draw-architecture.ts`.',
    )
    process.exitCode = 1
  }
} else writeFileSync(path, drawn)
