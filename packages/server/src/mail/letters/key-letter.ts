import type { Notice, ToldKeyEvent } from '@keyturn/engine'
import { oneLine, say } from '../inert-text.ts'
import type { Fact, Letter, LetterSection } from '../letter.ts'
import { localTime } from '../local-time.ts'

type Keys = Extract<Notice, { kind: 'keys' }>
type Action = ToldKeyEvent['action']

const done: Record<Action, string> = {
  'key.created': 'created',
  'key.revealed': 'shown',
  'key.rotated': 'reset',
  'key.revoked': 'revoked',
  'key.deleted': 'deleted',
}

const meaning: Record<Action, string> = {
  'key.created': 'It can be used from now on.',
  'key.revealed': 'Somebody has seen its token in full.',
  'key.rotated':
    'It has a new token. The old one ends at once, or when the overlap is over that was asked for.',
  'key.revoked': 'Requests with it are refused from now on. This is final.',
  'key.deleted': 'It was revoked and removed from the list. What it did stays in the logs.',
}

/** What was done to keys of an organization: one event in full, or several, each with who, when and from where. */
export function keyLetter(notice: Keys): Letter {
  const { organizationName, timezone, totals, events } = notice
  const total = Object.values(totals).reduce((sum, count) => sum + count, 0)
  const [only] = total === 1 ? events : []
  return {
    ...(only ? about(only, organizationName) : aboutSeveral(notice, total)),
    sections: events.map(event => sectionOf(event, timezone, { isAlone: only !== undefined })),
    action: null,
    closing: [
      ...(total > events.length
        ? [`${total - events.length} more are not listed here. The audit log has them all.`]
        : []),
      'If none of you did this: revoke the key and create another, change your password, and look into the audit log for what else was done from the same address.',
    ],
    reason: say`You get this because you look after the API keys of ${organizationName}. You can switch it off in your settings.`,
  }
}

type Opening = Pick<Letter, 'subject' | 'heading' | 'paragraphs'>

function about({ action, keyName }: ToldKeyEvent, organizationName: string): Opening {
  return {
    subject: `API key ${done[action]}: ${oneLine(keyName, 80)}`,
    heading: `An API key was ${done[action]}`,
    paragraphs: [say`${keyName} of ${organizationName} was ${done[action]}. ${meaning[action]}`],
  }
}

function aboutSeveral({ organizationName, totals }: Keys, total: number): Opening {
  const counts = (Object.keys(done) as Action[]).flatMap(action => {
    const count = totals[action] ?? 0
    return count > 0 ? [`${count} ${done[action]}`] : []
  })
  return {
    subject: `${total} changes to API keys of ${oneLine(organizationName, 60)}`,
    heading: `${total} changes to API keys`,
    paragraphs: [say`Of the API keys of ${organizationName}, ${counts.join(', ')}.`],
  }
}

function sectionOf(event: ToldKeyEvent, timezone: string, { isAlone }: { isAlone: boolean }): LetterSection {
  const { action, keyName, start, at, by, ip } = event
  const key: Fact[] = start === null ? [] : [{ label: 'Key', value: `${start}…`, isCode: true }]
  const facts: Fact[] = [
    ...(isAlone ? [{ label: 'Name', value: keyName }] : []),
    ...key,
    { label: 'When', value: localTime(at, timezone) },
    { label: 'By', value: by },
    { label: 'From address', value: ip ?? 'This installation itself' },
  ]
  return { title: isAlone ? null : `${keyName}: ${done[action]}`, facts }
}
