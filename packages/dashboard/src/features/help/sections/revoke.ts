import { type HelpFacts, isSole } from '../help-facts.ts'
import { type HelpSection, list, steps, text } from '../help-text.ts'

export function revoke(facts: HelpFacts): HelpSection {
  const { place, page } = facts
  return {
    id: 'revoke',
    title: 'Revoke it',
    blocks: [
      text(
        'A revoked key is refused everywhere by the time that the page says so, and for good. Your data, workflows, leads and settings are unaffected, and what the key did stays in the logs.',
      ),
      isSole(facts)
        ? steps(
            `Go to **${place}** and choose **Reset**, with the old key stopping **At once**.`,
            'Give the new key to everything that uses it.',
          )
        : steps(
            `Go to **${place}**.`,
            page.form === 'name'
              ? 'Choose **Delete** next to the key. That revokes it and takes it off the list.'
              : 'Open the menu of the key and choose **Revoke**.',
            'Read what used it lately: all of that will get 401 at once.',
            'Confirm. It cannot be undone; whoever still needs access gets another key.',
          ),
    ],
    entries: [
      {
        id: 'exposed',
        title: 'Somebody else may have it',
        blocks: [
          steps(
            `End it first, before you look into anything: ${isSole(facts) ? 'reset it at once' : 'revoke it'}.`,
            'Give your systems a new key.',
            'Look into the logs since the day on which it may have got away: unknown addresses, endpoints that you do not use, times at which you do not work.',
            'Undo what was done with it.',
            'Find out how it got away, and close that.',
          ),
          ...(isSole(facts)
            ? [
                text(
                  'Who may not reset it tells an administrator at once: a working key in the hands of somebody else is the worst case.',
                ),
              ]
            : []),
        ],
      },
      {
        id: 'when-to-revoke',
        title: 'When to',
        blocks: [
          list(
            'The system that used it is gone, or nothing has used it for a month.',
            'It stood in code, a ticket, a chat, a log or on a screen that was shared.',
            'A partner or supplier whom it was made for has done their work.',
            'You do not know any more what it is for: disable it first, and revoke it when nobody has missed it.',
          ),
        ],
      },
    ],
  }
}
