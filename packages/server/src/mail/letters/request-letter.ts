import { permissionNames } from '@keyturn/contract'
import type { Notice, ToldRequest } from '@keyturn/engine'
import { oneLine, say } from '../inert-text.ts'
import type { Fact, Letter } from '../letter.ts'
import { localTime } from '../local-time.ts'

type Asked = Extract<Notice, { kind: 'request' }>
type Decided = Extract<Notice, { kind: 'request_decided' }>
type Permission = Extract<ToldRequest['about'], { kind: 'access' }>['permission']

/** To somebody who may decide. */
export function requestLetter(notice: Asked, baseUrl: string): Letter {
  const { about, askedBy, organizationId, organizationName, expiresAt, timezone } = notice
  return {
    subject: `${oneLine(askedBy, 50)} asks for ${wanted(about, text => oneLine(text, 60))}`,
    heading: about.kind === 'key_reset' ? 'A key reset is requested' : 'Access is requested',
    paragraphs: [
      about.kind === 'key_reset'
        ? say`${askedBy} thinks that the API key ${about.keyName} of ${organizationName} is exposed, and asks that it is reset.`
        : say`${askedBy} asks for ${named(about.permission)} in ${organizationName}.`,
    ],
    sections: [
      {
        title: null,
        facts: [
          ...factsOf(notice),
          { label: 'Reason', value: notice.reason ?? 'None given' },
          { label: 'Open until', value: localTime(expiresAt, timezone) },
        ],
      },
    ],
    ...stepsOf(notice, `${baseUrl}/organizations/${organizationId}`),
    reason: say`You get this because you can decide it in ${organizationName}.`,
  }
}

/** Whom a key is entrusted to resets it on its page: the page of requests is for people of keys. */
function stepsOf({ about, decidesBy }: Asked, place: string): Pick<Letter, 'action' | 'closing'> {
  const action = { label: 'Look at the request', url: `${place}/requests` }
  if (about.kind === 'access')
    return { action, closing: ['Approve it only if you know who asks and what for.'] }
  const meaning = 'whatever uses the old one is refused until it has the new one.'
  if (decidesBy === 'permission') return { action, closing: [`Approving resets the key: ${meaning}`] }
  return {
    action: { label: 'Go to the key', url: `${place}/apis/${about.apiId}/keys` },
    closing: [`Reset the key there if you agree: ${meaning}`],
  }
}

/** To whoever asked. */
export function decisionLetter(notice: Decided, baseUrl: string): Letter {
  const { about, outcome, decidedBy, at, organizationId, organizationName, timezone } = notice
  const place = `${baseUrl}/organizations/${organizationId}`
  return {
    subject: `${outcome === 'approved' ? 'Approved' : 'Declined'}: ${wanted(about, text => oneLine(text, 60))}`,
    heading: `Your request was ${outcome}`,
    paragraphs: [meaningOf(notice)],
    sections: [
      {
        title: null,
        facts: [
          ...factsOf(notice),
          { label: 'Organization', value: organizationName },
          { label: 'Decided by', value: decidedBy },
          ...(notice.reason === null ? [] : [{ label: 'Reason', value: notice.reason }]),
          { label: 'When', value: localTime(at, timezone) },
        ],
      },
    ],
    action:
      about.kind === 'key_reset'
        ? { label: 'Go to the key', url: `${place}/apis/${about.apiId}/keys` }
        : { label: 'Go to the pages', url: place },
    closing: [],
    reason: say`You get this because you asked for it in ${organizationName}.`,
  }
}

function meaningOf({ about, outcome }: Decided): string {
  if (about.kind === 'access') {
    return outcome === 'approved'
      ? say`You have ${named(about.permission)} now. Sign in again to use it.`
      : say`You do not get ${named(about.permission)}.`
  }
  return outcome === 'approved'
    ? say`The API key ${about.keyName} was reset. Give the new one to whatever uses it.`
    : say`The API key ${about.keyName} stays as it is.`
}

function wanted(about: ToldRequest['about'], line: (text: string) => string): string {
  return about.kind === 'key_reset' ? `a reset of ${line(about.keyName)}` : named(about.permission)
}

function named(permission: Permission): string {
  return `the permission “${permissionNames[permission]}”`
}

function factsOf({ about }: ToldRequest): Fact[] {
  if (about.kind === 'access') return [{ label: 'Permission', value: permissionNames[about.permission] }]
  return [
    { label: 'Name', value: about.keyName },
    ...(about.start === null ? [] : [{ label: 'Key', value: `${about.start}…`, isCode: true as const }]),
  ]
}
