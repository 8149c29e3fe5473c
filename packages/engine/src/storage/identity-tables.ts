import type { Generated } from 'kysely'
import type { Flag } from './flag.ts'

/** People: who they are, what they prove it with, and where they are signed in. */
export type IdentityTables = {
  users: UserTable
  operators: OperatorTable
  passwords: PasswordTable
  sessions: SessionTable
  one_time_tokens: OneTimeTokenTable
  challenges: ChallengeTable
  totp_credentials: TotpCredentialTable
  recovery_codes: RecoveryCodeTable
  passkeys: PasskeyTable
  identity_providers: IdentityProviderTable
  external_identities: ExternalIdentityTable
  attempts: AttemptTable
  notices: NoticeTable
}

export type UserTable = {
  id: string
  /** In lower case. */
  email: string
  /** When the address was proven to be theirs. */
  email_verified_at: number | null
  name: string | null
  disabled_at: number | null
  /** Whether mail about keys is sent; about sign-ins it always is. */
  key_notices: Generated<Flag>
  /** IANA name; null: that of the organization whose page it is. */
  timezone: Generated<string | null>
  version: Generated<number>
  created_at: number
  updated_at: number
}

export type OperatorRole = 'owner' | 'operator'

/** The vendor's own staff. */
export type OperatorTable = { user_id: string; role: OperatorRole; created_at: number }

export type PasswordTable = {
  user_id: string
  /** argon2id, in PHC form. */
  hash: string
  changed_at: number
}

export type SessionMethod = 'password' | 'passkey' | 'sso' | 'link'

export type SessionTable = {
  id: string
  user_id: string
  /** SHA-256 of the cookie's value. */
  digest: Buffer
  /** The organization that it is switched to; null is none, and for operators all of them. */
  organization_id: string | null
  method: SessionMethod
  /** The identity provider that it began at. */
  identity_provider_id: string | null
  /** When who holds it last proved who they are. */
  authenticated_at: number
  /** When they last did so with a second factor. */
  second_factor_at: number | null
  last_seen_at: number
  expires_at: number
  ip: string | null
  user_agent: string | null
  created_at: number
}

export type OneTimePurpose = 'setup' | 'sign_in' | 'password_reset' | 'invitation' | 'email'

/** What arrives by mail or stands in a terminal once; removed when it is used. */
export type OneTimeTokenTable = {
  id: string
  purpose: OneTimePurpose
  /** SHA-256 of the token. */
  digest: Buffer
  user_id: string | null
  invitation_id: string | null
  /** The address that holding it proves. */
  email: string | null
  expires_at: number
  created_at: number
}

/** What a step of signing in or of registering waits for. */
export type ChallengeTable = {
  id: string
  purpose: 'second_factor' | 'passkey_sign_in' | 'passkey_registration' | 'sso'
  /** SHA-256 of what the browser holds meanwhile. */
  digest: Buffer
  user_id: string | null
  session_id: string | null
  /** JSON. */
  state: string
  attempts: Generated<number>
  expires_at: number
  created_at: number
}

export type TotpCredentialTable = {
  user_id: string
  /** The secret under the data key of the organization that operates Keyturn. */
  ciphertext: Buffer
  data_key_id: string
  /** Null until a first code has shown that it works. */
  confirmed_at: number | null
  /** The time step of the last code that was accepted. */
  last_step: number | null
  created_at: number
}

export type RecoveryCodeTable = {
  id: string
  user_id: string
  /** SHA-256 of the code. */
  digest: Buffer
  used_at: number | null
  created_at: number
}

export type PasskeyTable = {
  id: string
  user_id: string
  credential_id: Buffer
  public_key: Buffer
  counter: number
  /** JSON: transport words. */
  transports: string
  aaguid: string | null
  backup_eligible: Flag
  backed_up: Flag
  name: string
  /** When its counter went backwards: it signs in nowhere. */
  cloned_at: number | null
  version: Generated<number>
  last_used_at: number | null
  created_at: number
}

/** Single sign-on of one organization. */
export type IdentityProviderTable = {
  id: string
  organization_id: string
  name: string
  issuer: string
  client_id: string
  /** The client secret under the organization's data key. */
  ciphertext: Buffer | null
  data_key_id: string | null
  /** JSON: domains of e-mail addresses that it may vouch for. */
  email_domains: string
  enabled: Generated<Flag>
  /** Whether members sign in nowhere else. */
  enforced: Generated<Flag>
  /** JSON: permissions of who joins by signing in; null is that nobody does. */
  joining_permissions: string | null
  version: Generated<number>
  created_at: number
  updated_at: number
}

/** Who an identity provider's subject is here. */
export type ExternalIdentityTable = {
  id: string
  user_id: string
  identity_provider_id: string
  organization_id: string
  subject: string
  email: string | null
  last_used_at: number | null
  created_at: number
}

/** Failed attempts by what they were made on or from. */
type AttemptTable = {
  /** A digest. */
  subject: string
  count: number
  window_ends_at: number
}

/** Mail that is to be sent. */
type NoticeTable = {
  id: string
  kind: string
  recipient: string
  user_id: string | null
  organization_id: string | null
  /** JSON. */
  details: string
  status: Generated<'pending' | 'sent' | 'dead'>
  attempts: Generated<number>
  due_at: number
  claimed_by: string | null
  claimed_until: number | null
  last_error: string | null
  sent_at: number | null
  created_at: number
}
