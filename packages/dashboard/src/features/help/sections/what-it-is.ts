import { type HelpFacts, isSole, shapeOf } from '../help-facts.ts'
import { type HelpSection, list, terms, text } from '../help-text.ts'

export function whatItIs(facts: HelpFacts): HelpSection {
  const { api, organization } = facts
  return {
    id: 'what-it-is',
    title: 'What an API key is',
    blocks: [
      text(
        `An API key is a long secret text. A program of yours sends it along when it calls ${api.name}, and ${api.name} knows by it that ${organization} is calling. Whoever holds the key can do what the key may do, in the name of ${organization}: keep it as you keep a password.`,
      ),
      text(
        isSole(facts)
          ? `${organization} has one key for ${api.name} at a time, and everybody in ${organization} who may see it shares it.`
          : 'Make one key for each system that calls. Then each can be changed, limited and ended without touching the others, and the logs tell which of them did what.',
      ),
    ],
    entries: [
      {
        id: 'look',
        title: 'How to recognize one',
        blocks: [
          text(
            `Keys of ${api.name} begin with \`${api.prefix}_\`, then say which environment they are for, and end with 32 letters and digits:`,
          ),
          terms(
            api.environments.map(environment => ({
              term: environment === 'live' ? 'Production' : environment === 'test' ? 'Sandbox' : environment,
              text: `\`${shapeOf(api, environment)}\``,
            })),
          ),
          text(
            'The last six characters follow from those before them. So a key that was cut off or mistyped is recognized as such, and programs that look for leaked keys find it without guessing.',
          ),
        ],
      },
      {
        id: 'not',
        title: 'What it is not',
        blocks: [
          list(
            'It is no password of a person. It signs nobody in to these pages.',
            'It is no proof of who a user of your own product is. It speaks for your company.',
            'It is nothing for browsers and mobile apps: whoever has the app has the key.',
          ),
        ],
      },
    ],
  }
}
