import { type HelpFacts, headerOf, isSole } from '../help-facts.ts'
import { type HelpEntry, type HelpSection, text } from '../help-text.ts'

export function questions(facts: HelpFacts): HelpSection {
  return {
    id: 'faq',
    title: 'Frequently asked',
    blocks: [],
    entries: [...ofEveryApi(facts), ...(isSole(facts) ? ofSoleKeys(facts) : ofManyKeys(facts))],
  }
}

const ask = (id: string, title: string, answer: string): HelpEntry => ({ id, title, blocks: [text(answer)] })

function ofEveryApi({ api, portal }: HelpFacts): HelpEntry[] {
  const { name } = headerOf(api, '')
  const other = name === 'X-API-Key' ? '`Authorization: Bearer`' : '`X-API-Key`'
  return [
    ask(
      'lost',
      'I have lost the key. Can you send it to me?',
      api.reveal === 'once'
        ? 'No. Nobody has it but you: what is kept cannot be turned back into it. Rotate the key, and you get a new secret for the same key.'
        : 'There is no need to: whoever has the permission `reveal_keys` can show it again.',
    ),
    ask(
      'header',
      'Can I send it in another header?',
      `Send it in \`${name}\`. ${other} is understood too, but only one of them in a request: two are refused, even with the same key.`,
    ),
    ask(
      'expiry',
      'What happens when a key expires?',
      'From that moment on requests with it are refused with 401 `key_expired`. It does not come back: make another one before, or rotate into one that lasts.',
    ),
    ask(
      'left',
      'Somebody has left the company. What about the keys that they made?',
      `Keys belong to the organization and go on working. ${portal} marks them, because whoever left may have a copy: rotate them.`,
    ),
    ask(
      'seen',
      'Who can see what I do with it?',
      'Each request is in the usage log: which key, which endpoint, when, from which address, and what the answer was. People of your organization with the permission `view_logs` see it, and so does the vendor. The content of requests is not kept there.',
    ),
  ]
}

function ofManyKeys({ api }: HelpFacts): HelpEntry[] {
  return [
    ask(
      'how-many',
      'How many keys may we have?',
      'As many as you have systems. Many keys are safer than one that everything shares.',
    ),
    ...(api.scopes.length === 0
      ? []
      : [
          ask(
            'more-scopes',
            'Can I give a key more scopes later?',
            'Yes, as far as your organization may. It holds for the next request; the key itself stays the same.',
          ),
        ]),
    ask(
      'undo',
      'Can I undo revoking?',
      'No. If you are not sure, disable the key instead: it is refused just as quickly, and can be switched on again.',
    ),
  ]
}

function ofSoleKeys({ api, organization }: HelpFacts): HelpEntry[] {
  return [
    ask(
      'second',
      'Can we have a second key?',
      `No: ${api.name} gives each organization one key. While it is being reset, the old and the new one can both work for a while.`,
    ),
    ask(
      'shared',
      'Who is told when somebody resets it?',
      `It is in the audit log at once. Tell the people of ${organization} who run what uses the key, before you reset it.`,
    ),
  ]
}
