import { type HelpFacts, isSole } from '../help-facts.ts'
import { type HelpBlock, type HelpEntry, type HelpSection, list, steps, terms, text } from '../help-text.ts'

export function get(facts: HelpFacts): HelpSection {
  const { api, organization, requires } = facts
  return {
    id: 'get',
    title: 'Get a key',
    blocks: isSole(facts) ? soleSteps(facts) : manySteps(facts),
    entries: [
      ...scopeEntries(facts),
      ...environmentEntries(facts),
      {
        id: 'who',
        title: 'Who can do this',
        blocks: [
          text(
            `The page is there for people of ${organization} with the permission ${either(requires)}, and for administrators. ${whoMayMore(facts)} Whoever manages the people of ${organization} can grant them.`,
          ),
        ],
      },
      {
        id: 'again',
        title: api.reveal === 'once' ? 'It is shown once' : 'It can be shown again',
        blocks: [
          text(
            api.reveal === 'once'
              ? 'What is kept of a key is a digest, from which nobody can make the key again. So it is shown in the moment in which it is made, and never afterwards. Who has lost it rotates the key or makes another one.'
              : 'It is kept encrypted. Each time that somebody shows or copies it is written into the audit log, with who it was and when.',
          ),
        ],
      },
    ],
  }
}

function whoMayMore(facts: HelpFacts): string {
  if (!isSole(facts)) return 'Making and ending keys takes `manage_keys`.'
  if (facts.isEntrusted) return 'They can show the key and reset it, too.'
  return 'Showing the key takes `reveal_keys`, resetting it `manage_keys`.'
}

function soleSteps({ page, place, api, organization }: HelpFacts): HelpBlock[] {
  return [
    page.isShown
      ? steps(
          `Go to **${place}**.`,
          'The key is displayed. Select it, or choose **Copy Key**.',
          'Paste it where your system keeps its secrets, and send a [test request](#use).',
        )
      : steps(
          `Go to **${place}**. The key is shown masked.`,
          'Choose **Show Key** to see it, or **Copy Key** to copy it without showing it.',
          'Paste it where your system keeps its secrets, and send a [test request](#use).',
        ),
    text(
      `Where ${organization} has no key for ${api.name} yet, somebody who manages keys chooses **Create key** there.`,
    ),
  ]
}

function manySteps({ page, place, api }: HelpFacts): HelpBlock[] {
  const begin = [`Go to **${place}**.`, `Choose **Create ${page.title.replace(/s$/, '')}**.`]
  const name = `Fill in **${page.fieldLabel}**: which system will use the key, and for what, such as “Integration with CRM”.`
  const end = [
    `Choose **${page.submitLabel}**.`,
    api.reveal === 'once'
      ? 'Copy the key, or the line for `.env`, now: it is not shown again.'
      : 'Copy the key, or the line for `.env`.',
    'Paste it where your system keeps its secrets, and send a [test request](#use).',
  ]
  if (page.form === 'name') return [steps(...begin, name, ...end)]
  const limits = [
    ...(api.scopes.length > 0 ? ['Choose what it may do, and no more than the system needs.'] : []),
    api.maxLifetimeDays === null
      ? 'If it is for a while only, say when it expires.'
      : `Say when it expires, within ${api.maxLifetimeDays} days.`,
    'Under **Restrict further**, name the addresses that it is used from and the endpoints that it calls, if you know them.',
  ]
  return [steps(...begin, name, ...limits, ...end)]
}

function scopeEntries({ api }: HelpFacts): HelpEntry[] {
  if (api.scopes.length === 0) return []
  const sensitive = api.scopes.filter(scope => scope.sensitive)
  return [
    {
      id: 'scopes',
      title: 'What a key may do',
      blocks: [
        text(`Scopes say it. ${api.name} has these:`),
        terms(
          api.scopes.map(scope => ({
            term: scope.name,
            text: `${scope.description === '' ? 'No description.' : `${scope.description}.`}${scope.sensitive ? ' Sensitive: keys with it count as elevated.' : ''}`,
          })),
        ),
        text(
          'Being allowed to write does not allow to read: choose both where a system needs both. A key whose scopes are too narrow can be given more later; one that was given too many has been able to use them.',
        ),
        ...(sensitive.length > 0
          ? [
              text(
                `Give ${either(sensitive.map(({ name }) => name))} to keys of their own, which nothing else uses: such keys are due for rotation every ${api.rotation.elevated} days.`,
              ),
            ]
          : []),
      ],
    },
  ]
}

function environmentEntries({ api }: HelpFacts): HelpEntry[] {
  if (!api.environments.includes('test')) return []
  return [
    {
      id: 'sandbox',
      title: 'Trying things out first',
      blocks: [
        list(
          `A key that begins with \`${api.prefix}_test_\` reaches the sandbox. Nothing that it does touches real data, sends anything or costs anything.`,
          `A key that begins with \`${api.prefix}_live_\` reaches production.`,
          'Neither works in the place of the other: the answer is 403 `wrong_environment`. The environment above the page says which keys it shows.',
        ),
      ],
    },
  ]
}

function either(words: readonly string[]): string {
  return words.map(word => `\`${word}\``).join(' or ')
}
