import { type ProblemCode, problemDefinitions } from '@keyturn/contract/problems'
import type { HelpFacts } from '../help-facts.ts'
import { code, type HelpEntry, type HelpSection, text } from '../help-text.ts'
import { callerProblems } from './caller-problems.ts'

/** A row for every code that an answer can have: first those that callers of the API meet, in its own words. */
export function troubleshooting(facts: HelpFacts): HelpSection {
  const own = callerProblems(facts)
  const others = Object.entries(problemDefinitions).filter(([each]) => !own.some(row => row.code === each))
  return {
    id: 'troubleshooting',
    title: 'Troubleshooting',
    blocks: [
      text(
        'Refusals say in `code` what is wrong, and their `type` leads to the row of it here. The commonest first:',
      ),
      code('A refusal', exampleOf(facts)),
    ],
    entries: [
      ...own.map(row => ({
        id: row.code,
        title: row.title,
        mark: `${row.status} ${row.code}`,
        isFolded: true as const,
        blocks: [text(`**Why**: ${row.why}`), text(`**What to do**: ${row.remedy}`)],
      })),
      ...others.map(
        ([each, { status, title, advice }]): HelpEntry => ({
          id: each,
          title,
          mark: `${status} ${each}`,
          isFolded: true,
          blocks: [text(advice)],
        }),
      ),
    ],
  }
}

function exampleOf({ api }: HelpFacts): string {
  const shown: ProblemCode = api.scopes.length > 0 ? 'insufficient_scope' : 'key_revoked'
  const { status, title } = problemDefinitions[shown]
  const detail =
    shown === 'key_revoked'
      ? 'This key was revoked. Use another one.'
      : `Use a key that has the scopes that this call needs. Missing: ${api.scopes.at(-1)?.name}.`
  return JSON.stringify({ title, status, code: shown, detail, requestId: 'req_…' }, null, 2)
}
