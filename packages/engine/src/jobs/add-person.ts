import type { MemberPermission } from '@keyturn/core'
import type { AuditDraft } from '../audit/audit-event.ts'
import { newId } from '../ids/new-id.ts'
import { isMemberAlready, type MemberView, memberTarget, toMemberView } from '../members/member.ts'
import { findMemberByEmail, insertMember } from '../members/member-queries.ts'
import { findPeopledOrganization } from '../members/peopled-organization.ts'
import type { Context } from '../mutate/context.ts'
import { type Mutated, mutate } from '../mutate/mutate.ts'
import type { Tx } from '../storage/storage.ts'
import { foldEmail, toUserView, type UserRow, userTarget } from '../users/user.ts'
import { findUserByEmail, insertUser } from '../users/user-queries.ts'

export type AddPersonInput = {
  organizationId: string
  email: string
  name: string
  permissions: readonly MemberPermission[]
}

/**
 * Makes somebody a member whom nobody has invited, with an account that has no password: the people of sample data. Who
 * has an account keeps it. No call from outside gets here.
 */
export async function addPerson(
  ctx: Context,
  { name, permissions, ...input }: AddPersonInput,
): Promise<Mutated<MemberView>> {
  if (ctx.principal.type !== 'system') throw new Error('a person whom somebody wanted to add from outside')
  const email = foldEmail(input.email)
  return mutate(ctx, 'members:write', async tx => {
    const place = { reach: ctx.reach, lock: 'change' as const }
    const { id: organizationId } = await findPeopledOrganization(tx, input.organizationId, place)
    if (await findMemberByEmail(tx, { organizationId, email })) throw isMemberAlready()
    const now = ctx.clock.now()
    const { user, audit } = await findOrMake(tx, { email, name, now })
    const row = await insertMember(tx, {
      id: newId('mem', now),
      organization_id: organizationId,
      user_id: user.id,
      email,
      name,
      permissions: JSON.stringify(permissions),
      created_at: now,
      updated_at: now,
    })
    const after = toMemberView(row)
    const target = memberTarget(row.id)
    return {
      result: after,
      audit: [...audit, { action: 'member.joined', organizationId, target, details: { after } }],
      changes: [],
    }
  })
}

async function findOrMake(
  tx: Tx,
  { email, name, now }: { email: string; name: string; now: number },
): Promise<{ user: UserRow; audit: AuditDraft[] }> {
  const known = await findUserByEmail(tx, email)
  if (known) return { user: known, audit: [] }
  const user = await insertUser(tx, { email, name, isProven: true, now })
  const target = userTarget(user.id)
  const details = { after: toUserView(user) }
  return { user, audit: [{ action: 'user.created', organizationId: null, target, details }] }
}
