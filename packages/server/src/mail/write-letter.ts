import type { Notice } from '@keyturn/engine'
import type { Letter } from './letter.ts'
import { accountLetter } from './letters/account-letter.ts'
import { invitationLetter } from './letters/invitation-letter.ts'
import { keyLetter } from './letters/key-letter.ts'
import { passwordResetLetter } from './letters/password-reset-letter.ts'
import { decisionLetter, requestLetter } from './letters/request-letter.ts'

/** What a notice says. Links begin with `baseUrl`, which is set, and never with what a request names. */
export function writeLetter(notice: Notice, baseUrl: string): Letter {
  switch (notice.kind) {
    case 'invitation':
      return invitationLetter(notice, baseUrl)
    case 'password_reset':
      return passwordResetLetter(notice, baseUrl)
    case 'keys':
      return keyLetter(notice)
    case 'account':
      return accountLetter(notice)
    case 'request':
      return requestLetter(notice, baseUrl)
    case 'request_decided':
      return decisionLetter(notice, baseUrl)
  }
}
