import type { HelpFacts } from '../help-facts.ts'
import { type HelpSection, terms } from '../help-text.ts'

export function glossary({ api }: HelpFacts): HelpSection {
  const words = [
    {
      term: 'API key',
      text: 'What a system is known by. It has a name, rules, and one secret or, while it is rotated, two.',
    },
    { term: 'Audit log', text: 'Who changed or showed what, and when. It cannot be changed unnoticed.' },
    {
      term: 'Credits',
      text: 'A balance that requests are paid from. When it is used up, they are refused with 402.',
    },
    { term: 'Disabled', text: 'Refused for now; it can be switched on again.' },
    {
      term: 'Environment',
      text: `Which of its worlds a key reaches: ${api.environments.map(name => `\`${name}\``).join(', ')}.`,
    },
    { term: 'Expired', text: 'Refused because its time is over.' },
    { term: 'Organization', text: 'Your company, which keys belong to.' },
    { term: 'Overlap', text: 'How long the old secret is accepted after a rotation.' },
    { term: 'Permission', text: 'What a person may do on these pages. Keys have scopes instead.' },
    { term: 'Rate limit', text: 'How many requests a key may make in a stretch of time.' },
    { term: 'Revoked', text: 'Refused for good.' },
    { term: 'Rotating', text: 'A new secret is there, and the old one is still accepted.' },
    ...(api.scopes.length > 0
      ? [
          {
            term: 'Scope',
            text: `One thing that a key may do, such as \`${api.scopes[0]?.name}\`.`,
          },
        ]
      : []),
    { term: 'Secret', text: `The text that is sent. It begins with \`${api.prefix}_\`.` },
    {
      term: 'Start of a key',
      text: `Its first letters, such as \`${api.prefix}_${api.environments[0] ?? 'live'}_abc\`. They tell keys apart and are no secret.`,
    },
  ]
  return {
    id: 'glossary',
    title: 'Glossary',
    blocks: [terms(words)],
    entries: [],
  }
}
