import { type HelpFacts, isSole } from '../help-facts.ts'
import { type HelpBlock, type HelpSection, list, steps, terms, text } from '../help-text.ts'

export function rotate(facts: HelpFacts): HelpSection {
  return {
    id: 'rotate',
    title: isSole(facts) ? 'Reset it' : 'Rotate it',
    blocks: [
      text(
        'Rotating gives a key a new secret. Its name, what it may do and its history stay; what changes is the text that your system sends. So a copy that got away unnoticed is worth nothing after a while.',
      ),
      ...(isSole(facts) ? resetSteps(facts) : rotateSteps(facts)),
    ],
    entries: [
      {
        id: 'when',
        title: 'When it is due',
        blocks: [
          terms([
            { term: 'Production', text: `every ${facts.api.rotation.production} days` },
            { term: 'Development', text: `every ${facts.api.rotation.development} days` },
            { term: 'Elevated permissions', text: `every ${facts.api.rotation.elevated} days` },
            { term: 'Compromised', text: 'at once' },
          ]),
          text(
            `${facts.organization} may ask for more. What is due stands on the page of the keys. A key that is overdue goes on working.`,
          ),
        ],
      },
      {
        id: 'no-downtime',
        title: 'Without an interruption',
        blocks: [
          list(
            'Choose an overlap that is longer than a deployment takes: for that long both secrets are accepted.',
            'Deploy the new one everywhere, and then look whether the old one is still used.',
            'Let the overlap end, or end it yourself once nothing uses the old one any more.',
          ),
        ],
      },
    ],
  }
}

function resetSteps({ place }: HelpFacts): HelpBlock[] {
  return [
    steps(
      `Go to **${place}** and choose **Reset**.`,
      'Say when the old key stops working: at once, or after the time that you need.',
      'Choose **Reset key**. The new key is shown.',
      'Give the new key to everything that uses it. With **At once**, whatever still sends the old one gets 401 from that moment on.',
    ),
  ]
}

function rotateSteps({ place }: HelpFacts): HelpBlock[] {
  return [
    steps(
      `Go to **${place}**, open the key, and choose **Rotate**.`,
      'Say for how long the old secret is accepted besides.',
      'Copy the new key: it is shown once.',
      'Give it to the system that uses the key, and deploy.',
      'When nothing uses the old one any more, let it end.',
    ),
  ]
}
