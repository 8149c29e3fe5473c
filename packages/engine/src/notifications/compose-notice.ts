import type { Actor } from '../access/principal.ts'
import { everything } from '../access/reach.ts'
import type { AuditBody } from '../audit/audit-event.ts'
import type { Clock } from '../clock/clock.ts'
import { toInvitationView } from '../members/invitation.ts'
import { findInvitationWithin } from '../members/invitation-queries.ts'
import { findOrganizationWithin } from '../organizations/organization-queries.ts'
import { type NoticeRow, type NoticeSubject, subjectOf } from '../outbox/notice.ts'
import { type AccountAction, accountActions } from '../outbox/source.ts'
import type { Queryable, Storage } from '../storage/storage.ts'
import { findUser, findUserByEmail } from '../users/user-queries.ts'
import { composeKeyNotice } from './compose-key-notice.ts'
import { composeDecision, composeRequest } from './compose-request-notice.ts'
import { issueLinkToken } from './issue-link-token.ts'
import type { Notice } from './notice.ts'
import { selectEvents } from './told-event-queries.ts'

type Subject<Kind extends NoticeSubject['kind']> = Extract<NoticeSubject, { kind: Kind }>
type Parts = { storage: Storage; clock: Clock }

/** How long the link of a password reset is good, in milliseconds from its sending. */
const resetLifetimeMs = 30 * 60_000

/** What a stored notice says now; null where there is nobody to tell, or nothing to say any more. */
export async function composeNotice(parts: Parts, row: NoticeRow): Promise<Notice | null> {
  const subject = subjectOf(row)
  switch (subject?.kind) {
    case 'invitation':
      return composeInvitation(parts, row, subject)
    case 'password_reset':
      return composePasswordReset(parts, row, subject)
    case 'keys':
      return composeKeyNotice(parts.storage.lookups, row.organization_id ?? '', subject)
    case 'account':
      return composeAccountNotice(parts.storage.lookups, row, subject)
    case 'request':
      return composeRequest(parts, row, subject.details.requestId)
    case 'request_decided':
      return composeDecision(parts, row, subject.details.requestId)
    default:
      return null
  }
}

/** Nothing for an invitation that was withdrawn, accepted or has run out. */
async function composeInvitation(
  { storage, clock }: Parts,
  row: NoticeRow,
  { details: { invitationId } }: Subject<'invitation'>,
): Promise<Notice | null> {
  const organizationId = row.organization_id ?? ''
  const query = storage.lookups
  const invitation = await findInvitationWithin(query, { organizationId, invitationId }, everything)
  const organization = await findOrganizationWithin(query, organizationId, everything)
  const now = clock.now()
  if (!invitation || !organization || invitation.expires_at <= now) return null
  const { email, expires_at: expiresAt } = invitation
  const { invitedBy } = toInvitationView(invitation, now)
  return {
    kind: 'invitation',
    organizationName: organization.name,
    invitedBy: await personOf(query, invitedBy),
    expiresAt,
    timezone: organization.timezone,
    token: await issueLinkToken(storage, { purpose: 'invitation', invitationId, email, now, expiresAt }),
  }
}

/** Nothing where nobody has an account: who asked was told the same either way. */
async function composePasswordReset(
  { storage, clock }: Parts,
  { recipient, created_at: requestedAt }: NoticeRow,
  { details: { ip, userAgent } }: Subject<'password_reset'>,
): Promise<Notice | null> {
  const user = await findUserByEmail(storage.lookups, recipient)
  if (!user || user.disabled_at !== null) return null
  const now = clock.now()
  const expiresAt = now + resetLifetimeMs
  const whose = { userId: user.id, email: user.email }
  const token = await issueLinkToken(storage, { purpose: 'password_reset', ...whose, now, expiresAt })
  return { kind: 'password_reset', validForMs: resetLifetimeMs, requestedAt, ip, userAgent, token }
}

async function composeAccountNotice(
  query: Queryable,
  { user_id: userId }: NoticeRow,
  { details: { chainId, sequence } }: Subject<'account'>,
): Promise<Notice | null> {
  const [event] = await selectEvents(query, { chainId, sequences: [sequence] })
  if (!event) return null
  const { action, at, ip, userAgent, organizationId }: AuditBody = JSON.parse(event.body)
  if (!isAccountAction(action)) return null
  const holder = userId === null ? undefined : await findUser(query, userId)
  const organization =
    organizationId === null ? undefined : await findOrganizationWithin(query, organizationId, everything)
  return {
    kind: 'account',
    action,
    at: Date.parse(at),
    timezone: holder?.timezone ?? organization?.timezone ?? 'UTC',
    ip,
    userAgent,
  }
}

function isAccountAction(action: string): action is AccountAction {
  return accountActions.some(each => each === action)
}

async function personOf(query: Queryable, actor: Actor): Promise<string | null> {
  const user = actor.type === 'user' ? await findUser(query, actor.id) : undefined
  return user ? (user.name ?? user.email) : null
}
