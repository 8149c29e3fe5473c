/**
 * Who a person was when they did something. It stands with the details of an event, which can be erased, and not in what
 * is hashed. An organization's log names people as the organization knows them: that an account of theirs has another
 * address is not its business.
 */
import type { Principal } from '../access/principal.ts'
import type { Tx } from '../storage/storage.ts'
import { type ActorRow, selectActors } from './actor-queries.ts'
import type { AuditDraft, AuditPerson } from './audit-event.ts'

type Act = { ctx: { principal: Principal }; draft: AuditDraft }

/** Answers who did each; null for keys, the system, and who is not known there any more. */
export async function nameActors(tx: Tx, acts: readonly Act[]): Promise<(act: Act) => AuditPerson | null> {
  const userIds = new Set(acts.flatMap(({ ctx }) => userOf(ctx.principal) ?? []))
  if (userIds.size === 0) return act => portalPerson(act)
  const organizationIds = new Set(acts.flatMap(({ draft }) => draft.organizationId ?? []))
  const rows = await selectActors(tx, { userIds: [...userIds], organizationIds: [...organizationIds] })
  return act => portalPerson(act) ?? named(act, rows)
}

/** Whom a vendor vouches for is called what the vendor calls them. */
function portalPerson({ ctx: { principal } }: Act): AuditPerson | null {
  return principal.type === 'portal' ? { name: principal.actor.name, email: null } : null
}

function named({ ctx: { principal }, draft }: Act, rows: readonly ActorRow[]): AuditPerson | null {
  const own = rows.filter(({ id }) => id === userOf(principal))
  const [account] = own
  if (!account) return null
  if (draft.organizationId === null || isOperator(principal)) {
    return { name: account.name, email: account.email }
  }
  const member = own.find(({ organization_id }) => organization_id === draft.organizationId)
  return member?.member_email ? { name: member.member_name, email: member.member_email } : null
}

function userOf(principal: Principal): string | null {
  return principal.type === 'user' ? principal.userId : null
}

function isOperator(principal: Principal): boolean {
  return principal.type === 'user' && principal.operator !== null
}
