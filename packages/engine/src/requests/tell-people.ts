import { storedPermissions } from '../access/permission-scopes.ts'
import { everything } from '../access/reach.ts'
import type { ApiRow } from '../apis/api.ts'
import { findApiWithin } from '../apis/api-queries.ts'
import { entrusts } from '../keys/entrusted-principal.ts'
import { findKeyWithin } from '../keys/key-queries.ts'
import type { Context } from '../mutate/context.ts'
import { insertNotices } from '../outbox/notice-queries.ts'
import type { Queryable, Tx } from '../storage/storage.ts'
import { StoredMembers } from '../storage/stored-members.ts'
import { isMemberOf } from '../users/membership-queries.ts'
import { findOperatorRole, findUser } from '../users/user-queries.ts'
import { mayDecide, type RequestRow, readActor } from './request.ts'
import { type Decider, selectDeciders } from './request-queries.ts'

/** Has everybody written to who may decide, where mail is sent; but for whoever asks. */
export async function tellDeciders(ctx: Context, tx: Tx, row: RequestRow): Promise<void> {
  if (!ctx.tellsPeople) return
  const asker = readActor(row.asked_by)
  const members = await selectDeciders(tx, { organizationId: row.organization_id })
  const api = await apiOfReset(tx, row)
  const isAsker = (userId: string) => asker.type === 'user' && asker.id === userId
  const deciders = members.filter(member => !isAsker(member.userId) && decidesBy(row, api, member) !== null)
  const drafts = deciders.map(({ userId, email: recipient }) => {
    const about = { organizationId: row.organization_id, details: { requestId: row.id } }
    return { kind: 'request' as const, recipient, userId, ...about }
  })
  await insertNotices(ctx.storage, tx, { drafts, now: ctx.clock.now() })
}

/** By what somebody decides a request: their permissions, or as the API entrusts the key to them (decision 0037). */
export type DecidesBy = 'permission' | 'entrusted'

/** By what somebody who was to be told of a request may decide it still; null where they may not any more. */
export async function deciderStill(
  query: Queryable,
  row: RequestRow,
  userId: string,
): Promise<DecidesBy | null> {
  const [member] = await selectDeciders(query, { organizationId: row.organization_id, userId })
  return member === undefined ? null : decidesBy(row, await apiOfReset(query, row), member)
}

function decidesBy(row: RequestRow, api: ApiRow | undefined, { permissions }: Decider): DecidesBy | null {
  const held = new StoredMembers().read('permissions', permissions, storedPermissions)
  if (mayDecide(row, held)) return 'permission'
  return api !== undefined && entrusts(api, held) ? 'entrusted' : null
}

async function apiOfReset(query: Queryable, { key_id: keyId }: RequestRow): Promise<ApiRow | undefined> {
  const key = keyId === null ? undefined : await findKeyWithin(query, keyId, everything)
  return key && findApiWithin(query, key.api_id, everything)
}

/** Whether somebody who asked still belongs there: as a member who can sign in, or to the vendor. */
export async function isAskerStill(query: Queryable, row: RequestRow, userId: string): Promise<boolean> {
  const user = await findUser(query, userId)
  if (!user || user.disabled_at !== null) return false
  if (await isMemberOf(query, { userId, organizationId: row.organization_id })) return true
  return (await findOperatorRole(query, userId)) !== null
}

/** Has whoever asked written to about what was decided, if that is a person who can sign in. */
export async function tellAsker(ctx: Context, tx: Tx, row: RequestRow): Promise<void> {
  const asker = readActor(row.asked_by)
  if (!ctx.tellsPeople || asker.type !== 'user') return
  const user = await findUser(tx, asker.id)
  if (!user || user.disabled_at !== null || user.email_verified_at === null) return
  const draft = {
    kind: 'request_decided' as const,
    recipient: user.email,
    userId: user.id,
    organizationId: row.organization_id,
    details: { requestId: row.id },
  }
  await insertNotices(ctx.storage, tx, { drafts: [draft], now: ctx.clock.now() })
}
