import { type HelpFacts, isSole } from '../help-facts.ts'
import { type HelpSection, list } from '../help-text.ts'

export function practices(facts: HelpFacts): HelpSection {
  const { api } = facts
  const many = isSole(facts)
    ? ['Write down which systems use the key, so that a reset reaches all of them.']
    : [
        'Make a key for each system and each environment.',
        'Name it after the system and its purpose.',
        ...(api.scopes.length > 0 ? ['Give it the scopes that the system needs, and no others.'] : []),
        'Let keys for a project or a partner expire.',
        'Bind it to the addresses that the system calls from, where they are fixed.',
      ]
  return {
    id: 'practices',
    title: 'Best practices',
    blocks: [],
    entries: [
      {
        id: 'do',
        title: 'Do',
        blocks: [
          list(
            ...many,
            'Read it from the environment or from a secrets manager.',
            `Rotate it every ${api.rotation.production} days, and at once when in doubt.`,
            'Look at the logs now and then, and at keys that nobody uses.',
            'Handle 401, 403 and 429 in your code, each in its own way.',
          ),
        ],
      },
      {
        id: 'dont',
        title: 'Don’t',
        blocks: [
          list(
            'Write it into code, not even for a test.',
            'Send it in an address (`?api_key=…`): addresses end in logs and histories.',
            'Put it into a web page, a mobile app or anything else that you hand out.',
            'Use the key of production on your own machine.',
            'Send it by chat, e-mail or ticket.',
            'Print it into a log. If you must tell keys apart, its first letters are enough.',
            'Try again and again after 401: nothing changes until the key does.',
          ),
        ],
      },
    ],
  }
}
