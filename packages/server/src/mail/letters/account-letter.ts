import { deviceName } from '@keyturn/contract'
import type { Notice } from '@keyturn/engine'
import type { Letter } from '../letter.ts'
import { localTime } from '../local-time.ts'

type Account = Extract<Notice, { kind: 'account' }>

type Words = { title: string; sentence: string; advice: string }

const takeBack =
  'If it was not you, somebody was signed in as you: change your password, sign out everywhere else, look through your second factors and passkeys, and tell an administrator of your organization.'

/** A change of what the account is signed in to with. */
const change = (title: string, sentence: string): Words => ({ title, sentence, advice: takeBack })

const words: Record<Account['action'], Words> = {
  'session.started': {
    title: 'New sign-in to your account',
    sentence: 'Your account was signed in to from somewhere that you were not signed in from.',
    advice:
      'If it was not you, somebody knows your password: reset it, sign out everywhere, and look into the audit log for what was done in your name.',
  },
  'user.password_changed': {
    title: 'Your password was changed',
    sentence: 'The password of your account was changed, and you were signed out elsewhere.',
    advice:
      'If it was not you, somebody can read your mail or was signed in as you: secure your mailbox, reset the password, and tell an administrator of your organization.',
  },
  'user.totp_added': change(
    'An authenticator app was added to your account',
    'From now on signing in asks for its code, and you were signed out elsewhere.',
  ),
  'user.totp_removed': change(
    'The authenticator app was removed from your account',
    'Signing in asks for its code no more, and you were signed out elsewhere.',
  ),
  'user.recovery_codes_replaced': change(
    'New recovery codes were made for your account',
    'All earlier ones are good for nothing.',
  ),
  'user.recovery_code_used': change(
    'A recovery code of your account was used',
    'It took the place of your second factor, once.',
  ),
  'user.passkey_added': change(
    'A passkey was added to your account',
    'It signs in without your password, and you were signed out elsewhere.',
  ),
  'user.passkey_removed': change(
    'A passkey was removed from your account',
    'It signs in no more, and you were signed out elsewhere.',
  ),
  'user.passkey_cloned': {
    title: 'There is a copy of one of your passkeys',
    sentence:
      'Two devices used the same passkey, one of which is not yours. Neither signs in with it any more, and sessions that began with a passkey ended.',
    advice: 'Remove that passkey from your account, make a new one, and sign out everywhere else.',
  },
  'user.identity_linked': change(
    'An identity provider was linked to your account',
    'Whom it vouches for as you can sign in as you to its organization.',
  ),
  'user.identity_unlinked': change(
    'An identity provider was unlinked from your account',
    'It signs you in no more.',
  ),
}

export function accountLetter({ action, at, timezone, ip, userAgent }: Account): Letter {
  const { title, sentence, advice } = words[action]
  return {
    subject: title,
    heading: title,
    paragraphs: [sentence],
    sections: [
      {
        title: null,
        facts: [
          { label: 'When', value: localTime(at, timezone) },
          { label: 'From address', value: ip ?? 'Not known' },
          { label: 'With', value: deviceName(userAgent) ?? 'Not known' },
        ],
      },
    ],
    action: null,
    closing: [
      ...(action === 'user.passkey_cloned' ? [] : ['If it was you, there is nothing to do.']),
      advice,
    ],
    reason:
      'You get this because it concerns your account. Mail about how you sign in cannot be switched off.',
  }
}
