import { GrantedScopes } from '@keyturn/core'
import { personPrincipal, type UserPrincipal } from '../../access/principal.ts'
import { newId } from '../../ids/new-id.ts'
import type { Suite } from '../../testing/suite.ts'

export type Person = {
  userId: string
  email: string
  name: string
  permissions: string[]
  keyNotices: boolean
  verified: boolean
  disabled: boolean
  /** Whether the membership is theirs: it may be written down before somebody has joined. */
  joined: boolean
  /** As who they act in the organization that they joined. */
  principal: UserPrincipal
}

/** People as rows, without what they prove themselves with. */
export function people(suite: Suite) {
  return {
    join: async ({
      organizationId,
      ...input
    }: Partial<Person> & { organizationId?: string } = {}): Promise<Person> => {
      const now = suite.ctx.clock.now()
      const userId = newId('usr', now)
      const email = `${userId}@example.com`
      const { permissions = [], keyNotices = true, verified = true, disabled = false, joined = true } = input
      const name = 'Ada Lovelace'
      const times = { created_at: now, updated_at: now }
      await suite.write(null, async tx => {
        await tx
          .insertInto('users')
          .values({
            id: userId,
            email,
            name,
            email_verified_at: verified ? now : null,
            disabled_at: disabled ? now : null,
            key_notices: keyNotices ? 1 : 0,
            ...times,
          })
          .execute()
        if (organizationId === undefined) return
        await tx
          .insertInto('members')
          .values({
            id: newId('mem', now),
            organization_id: organizationId,
            user_id: joined ? userId : null,
            email,
            name,
            permissions: JSON.stringify(permissions),
            ...times,
          })
          .execute()
      })
      const principal: UserPrincipal = {
        ...personPrincipal(userId),
        scopes: GrantedScopes.of(['*']),
        reach: { organizationId: organizationId ?? null, apiId: null },
      }
      return { userId, email, name, permissions, keyNotices, verified, disabled, joined, principal }
    },
  }
}
