import { inert } from './inert-text.ts'
import type { Fact, Letter } from './letter.ts'

/** The letter as plain text. */
export function renderText(letter: Letter, brand: string): string {
  const { heading, paragraphs, sections, action, closing, reason } = letter
  return [
    heading,
    ...paragraphs,
    ...sections.map(({ title, facts }) => [...(title ? [inert(title)] : []), ...aligned(facts)].join('\n')),
    ...(action ? [`${action.label}:\n${action.url}`] : []),
    ...closing,
    `-- \n${inert(brand)}\n${reason}`,
  ]
    .join('\n\n')
    .concat('\n')
}

function aligned(facts: readonly Fact[]): string[] {
  const width = Math.max(0, ...facts.map(({ label }) => label.length))
  return facts.map(({ label, value }) => `  ${`${label}:`.padEnd(width + 2)}${inert(value)}`)
}
