import { printable, type Terminal } from './terminal.ts'

export type Fact = { label: string; text: string }

/** What is known of one thing, a line each; what is empty is left out. */
export function printFacts(terminal: Terminal, facts: readonly Fact[]): void {
  const told = facts.filter(({ text }) => text !== '')
  const width = Math.max(...told.map(({ label }) => label.length))
  for (const { label, text } of told) {
    terminal.out(`${terminal.colours.dim(label.padEnd(width))}  ${printable(text)}`)
  }
}
