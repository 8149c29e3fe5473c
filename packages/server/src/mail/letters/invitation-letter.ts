import type { Notice } from '@keyturn/engine'
import { oneLine, say } from '../inert-text.ts'
import type { Letter } from '../letter.ts'
import { localTime } from '../local-time.ts'

type Invitation = Extract<Notice, { kind: 'invitation' }>

export function invitationLetter(notice: Invitation, baseUrl: string): Letter {
  const { organizationName, invitedBy, expiresAt, timezone, token } = notice
  return {
    subject: invitedBy
      ? `${oneLine(invitedBy, 50)} invites you to ${oneLine(organizationName, 60)}`
      : `You are invited to ${oneLine(organizationName, 60)}`,
    heading: say`Join ${organizationName}`,
    paragraphs: [
      invitedBy
        ? say`${invitedBy} has invited you to ${organizationName}, to see and look after its API keys.`
        : say`You are invited to ${organizationName}, to see and look after its API keys.`,
    ],
    sections: [
      {
        title: null,
        facts: [
          { label: 'Organization', value: organizationName },
          { label: 'Good until', value: localTime(expiresAt, timezone) },
        ],
      },
    ],
    // Behind a #, which browsers send to nobody: the token is in no log of a server on the way.
    action: { label: 'Accept invitation', url: `${baseUrl}/accept-invitation#${token}` },
    closing: [
      'If you do not know who this is from, do nothing: without this link nobody joins in your name. Do not pass it on.',
    ],
    reason: say`You get this because a member of ${organizationName} entered your address.`,
  }
}
