import type { HelpFacts } from './help-facts.ts'
import type { HelpSection } from './help-text.ts'
import { get } from './sections/get.ts'
import { glossary } from './sections/glossary.ts'
import { practices } from './sections/practices.ts'
import { questions } from './sections/questions.ts'
import { revoke } from './sections/revoke.ts'
import { rotate } from './sections/rotate.ts'
import { store } from './sections/store.ts'
import { troubleshooting } from './sections/troubleshooting.ts'
import { use } from './sections/use.ts'
import { whatItIs } from './sections/what-it-is.ts'

const parts = [whatItIs, get, use, store, rotate, revoke, practices, troubleshooting, questions, glossary]

/** All that people are told about the keys of an API, in the order in which they need it. */
export function writeHelp(facts: HelpFacts): HelpSection[] {
  return parts.map(part => part(facts))
}
