import { deviceName } from '@keyturn/contract'
import type { Notice } from '@keyturn/engine'
import type { Letter } from '../letter.ts'
import { localTime } from '../local-time.ts'

type PasswordReset = Extract<Notice, { kind: 'password_reset' }>

export function passwordResetLetter(notice: PasswordReset, baseUrl: string): Letter {
  const { ip, userAgent, requestedAt, validForMs, token } = notice
  return {
    subject: 'Reset your password',
    heading: 'Reset your password',
    paragraphs: [
      'Somebody asked for a new password for your account. If that was you, choose one here.',
      `The link works once, within ${Math.round(validForMs / 60_000)} minutes. A new password signs you out everywhere.`,
    ],
    sections: [
      {
        title: null,
        facts: [
          { label: 'Asked for', value: localTime(requestedAt, 'UTC') },
          { label: 'From address', value: ip ?? 'Not known' },
          { label: 'With', value: deviceName(userAgent) ?? 'Not known' },
        ],
      },
    ],
    action: { label: 'Choose a new password', url: `${baseUrl}/reset-password#${token}` },
    closing: [
      'If it was not you, do nothing: your password stays as it is, and nobody but you has this link. Do not pass it on.',
    ],
    reason: 'You get this because somebody entered your address where a password can be reset.',
  }
}
