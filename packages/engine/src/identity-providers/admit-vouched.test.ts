import type { MemberPermission } from '@keyturn/core'
import { expect, test } from 'vitest'
import { newId } from '../ids/new-id.ts'
import { createInvitation } from '../members/create-invitation.ts'
import { createMember } from '../members/create-member.ts'
import { onBothDatabases } from '../testing/on-both-databases.ts'
import { addPerson } from '../testing/people.ts'
import { admitVouched } from './admit-vouched.ts'
import { setIdentityProvider } from './set-identity-provider.ts'

onBothDatabases(suite => {
  /** A member whom the organization knows under another address than that of their account. */
  async function renamed(joiningPermissions: MemberPermission[] | null) {
    const { id: organizationId } = await suite.organization()
    const provider = { name: 'Login', issuer: 'https://login.example.com', clientId: 'keyturn' }
    const settings = { ...provider, clientSecret: null, emailDomains: ['example.com'], joiningPermissions }
    const { result } = await setIdentityProvider(suite.ctx, { ...settings, organizationId })
    const person = await addPerson(suite, { organizationId, permissions: ['view_keys'] })
    const before = `before.${person.email}`
    await suite.write(null, tx =>
      tx.updateTable('members').set({ email: before }).where('id', '=', person.memberId).execute(),
    )
    const place = { organizationId, identityProviderId: result.id }
    const come = () => {
      const vouched = { subject: newId('usr', Date.now()), verifiedEmail: person.email, name: null }
      return admitVouched(suite.ctx, { ...place, vouched })
    }
    const memberships = () =>
      suite.ctx.storage.lookups
        .selectFrom('members')
        .select(['id', 'email', 'permissions'])
        .where('organization_id', '=', organizationId)
        .where('user_id', '=', person.userId)
        .execute()
    const unchanged = [{ id: person.memberId, email: before, permissions: '["view_keys"]' }]
    return { organizationId, person, come, memberships, unchanged }
  }

  test('who is a member under another address comes in as that member', async () => {
    const { person, come, memberships, unchanged } = await renamed(['manage_keys'])
    expect((await come()).result).toEqual({ userId: person.userId })
    expect(await memberships()).toEqual(unchanged)
  })

  test('so they do where their address was written down or invited, and gain nothing by it', async () => {
    for (const add of [createMember, createInvitation]) {
      const { organizationId, person, come, memberships, unchanged } = await renamed(null)
      await add(suite.ctx, { organizationId, email: person.email, permissions: ['manage_keys'] })
      expect((await come()).result).toEqual({ userId: person.userId })
      expect(await memberships()).toEqual(unchanged)
      const { lookups } = suite.ctx.storage
      const invitations = lookups.selectFrom('invitations').select('id')
      expect(await invitations.where('organization_id', '=', organizationId).execute()).toEqual([])
    }
  })

  test('an address that the organization has not asked for still leads nowhere', async () => {
    const { come } = await renamed(null)
    await expect(come()).rejects.toMatchObject({ code: 'sso_refused' })
  })
})
