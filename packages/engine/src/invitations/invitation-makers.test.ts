import { randomBytes } from 'node:crypto'
import { expect, test } from 'vitest'
import { admitVouched } from '../identity-providers/admit-vouched.ts'
import { setIdentityProvider } from '../identity-providers/set-identity-provider.ts'
import { newId } from '../ids/new-id.ts'
import { revokeKey } from '../keys/revoke-key.ts'
import { updateKey } from '../keys/update-key.ts'
import { createInvitation } from '../members/create-invitation.ts'
import { deleteMember } from '../members/delete-member.ts'
import { updateMember } from '../members/update-member.ts'
import type { Context } from '../mutate/context.ts'
import { onBothDatabases } from '../testing/on-both-databases.ts'
import { addPerson } from '../testing/people.ts'
import { acceptInvitation } from './accept-invitation.ts'

onBothDatabases(suite => {
  async function acme() {
    const { id: organizationId } = await suite.organization()
    const provider = { name: 'Login', issuer: 'https://login.example.com', clientId: 'keyturn' }
    const settings = { ...provider, clientSecret: null, emailDomains: ['example.com'], organizationId }
    const { result } = await setIdentityProvider(suite.ctx, settings)
    return { organizationId, identityProviderId: result.id }
  }
  type Acme = Awaited<ReturnType<typeof acme>>

  async function invite(ctx: Context, { organizationId }: Acme) {
    const email = `${newId('usr', Date.now())}@example.com`
    const permissions = ['view_keys' as const]
    const { result } = await createInvitation(ctx, { organizationId, email, permissions })
    const digest = randomBytes(32)
    const now = suite.ctx.clock.now()
    await suite.write(null, tx =>
      tx
        .insertInto('one_time_tokens')
        .values({
          id: newId('ott', now),
          purpose: 'invitation',
          digest,
          user_id: null,
          invitation_id: result.id,
          expires_at: now + 60_000,
          created_at: now,
        })
        .execute(),
    )
    return { email, digest }
  }
  type Invited = Awaited<ReturnType<typeof invite>>

  const ways = {
    'by the link': (_: Acme, { digest }: Invited) =>
      acceptInvitation(suite.ctx, { digest, name: null, passwordHash: 'x' }),
    'through single sign-on': (place: Acme, { email }: Invited) =>
      admitVouched(suite.ctx, { ...place, vouched: { subject: email, verifiedEmail: email, name: null } }),
  }

  const member = async ({ organizationId }: Acme) => {
    const permissions = ['manage_users' as const, 'view_keys' as const]
    const { memberId, request } = await addPerson(suite, { organizationId, permissions })
    return { memberId, ctx: await request() }
  }
  const operator = async () => {
    const { userId, request } = await addPerson(suite, { operator: 'operator' })
    return { userId, ctx: await request() }
  }
  const key = async () => {
    const { key } = await suite.key()
    return { keyId: key.id, ctx: suite.as({ keyId: key.id }) }
  }

  /** Who invites, and what becomes of them. */
  const makers: Record<string, (place: Acme) => Promise<{ ctx: Context; end: () => Promise<unknown> }>> = {
    'a member who was removed': async place => {
      const { ctx, memberId } = await member(place)
      const { organizationId } = place
      return { ctx, end: () => deleteMember(suite.ctx, { organizationId, memberId }) }
    },
    'a member who lost the permission': async place => {
      const { ctx, memberId } = await member(place)
      const { organizationId } = place
      const patch = { permissions: ['view_keys' as const] }
      return { ctx, end: () => updateMember(suite.ctx, { organizationId, memberId, patch }) }
    },
    'an operator who was disabled': async () => {
      const { ctx, userId } = await operator()
      const disable = () =>
        suite.write(null, tx =>
          tx
            .updateTable('users')
            .set({ disabled_at: suite.ctx.clock.now() })
            .where('id', '=', userId)
            .execute(),
        )
      return { ctx, end: disable }
    },
    'a key that was revoked': async () => {
      const { ctx, keyId } = await key()
      return { ctx, end: () => revokeKey(suite.ctx, { keyId }) }
    },
    'a key that has expired': async () => {
      const { ctx, keyId } = await key()
      const expire = () =>
        suite.write(null, tx =>
          tx.updateTable('keys').set({ expires_at: suite.ctx.clock.now() }).where('id', '=', keyId).execute(),
        )
      return { ctx, end: expire }
    },
    'a key that was switched off': async () => {
      const { ctx, keyId } = await key()
      return { ctx, end: () => updateKey(suite.ctx, { keyId, patch: { enabled: false } }) }
    },
  }

  for (const [way, come] of Object.entries(ways)) {
    for (const [who, make] of Object.entries(makers)) {
      test(`${way}, an invitation of ${who} invites nobody, and one of who is there still does`, async () => {
        const place = await acme()
        const { ctx, end } = await make(place)
        const [before, after] = [await invite(ctx, place), await invite(ctx, place)]
        expect((await come(place, before)).result.userId).toMatch(/^usr_/)
        await end()
        await expect(come(place, after)).rejects.toMatchObject({
          code: way === 'by the link' ? 'not_found' : 'sso_refused',
        })
      })
    }
  }
})
