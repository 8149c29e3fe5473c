/**
 * Whom an identity provider's word makes somebody here. Its word counts in its own organization alone, so that it can
 * give away nothing but what that organization has: it joins people whom the organization has invited or written down
 * as members, or anybody where the organization says so, and only under an address that it has verified and that is of
 * a domain that it may vouch for. Somebody whom it vouched for before is known by the subject, whatever the address.
 */
import { systemPrincipal } from '../access/principal.ts'
import { everything } from '../access/reach.ts'
import type { AuditDraft } from '../audit/audit-event.ts'
import { EngineError } from '../errors/engine-error.ts'
import { newId } from '../ids/new-id.ts'
import { findPeopledOrganization } from '../members/peopled-organization.ts'
import type { Context } from '../mutate/context.ts'
import { type Mutated, mutate } from '../mutate/mutate.ts'
import { personalEvent } from '../second-factors/second-factor.ts'
import type { Tx } from '../storage/storage.ts'
import { isMemberOf } from '../users/membership-queries.ts'
import {
  findExternalIdentity,
  insertExternalIdentity,
  touchExternalIdentity,
} from './external-identity-queries.ts'
import { type IdentityProviderRow, toIdentityProviderView, vouchesFor } from './identity-provider.ts'
import { findIdentityProviderOf } from './identity-provider-queries.ts'
import { joinVouched } from './join-vouched.ts'

/** Whom a provider vouches for, as the flow has verified it. */
export type Vouched = {
  subject: string
  /** In lower case; null where the provider has not verified one. */
  verifiedEmail: string | null
  name: string | null
}

export type AdmitVouchedInput = { organizationId: string; identityProviderId: string; vouched: Vouched }

/** Who somebody is here whom the identity provider of an organization vouches for. */
export async function admitVouched(
  ctx: Context,
  input: AdmitVouchedInput,
): Promise<Mutated<{ userId: string }>> {
  const asProvider = { ...ctx, principal: systemPrincipal('Single sign-on') }
  return mutate(
    asProvider,
    'self',
    async tx => {
      const provider = await findAsked(tx, input)
      const { vouched, organizationId } = input
      const { subject } = vouched
      const now = ctx.clock.now()
      const known = await findExternalIdentity(tx, { identityProviderId: provider.id, subject })
      if (!known) return admitNew(tx, provider, { vouched, now })
      const userId = known.user_id
      const isMember = await isMemberOf(tx, { userId, organizationId })
      const audit = isMember ? [] : await admitAgain(tx, provider, { userId, vouched, now })
      await touchExternalIdentity(tx, known.id, now)
      return { result: { userId }, audit, changes: [] }
    },
    { conflicts: { users_email: tryAgain } },
  )
}

/** The provider that was asked, with its organization locked: what is decided here holds until it is written. */
export async function findAsked(
  tx: Tx,
  { organizationId, identityProviderId }: Pick<AdmitVouchedInput, 'organizationId' | 'identityProviderId'>,
): Promise<IdentityProviderRow> {
  await findPeopledOrganization(tx, organizationId, { reach: everything, lock: 'change' })
  const provider = await findIdentityProviderOf(tx, organizationId, 'share')
  if (!provider || provider.id !== identityProviderId || provider.enabled === 0) throw refusal()
  return provider
}

/** Somebody who was removed comes back where they were invited again or written down, and never by themselves. */
async function admitAgain(
  tx: Tx,
  provider: IdentityProviderRow,
  { userId, vouched, now }: { userId: string; vouched: Vouched; now: number },
): Promise<AuditDraft[]> {
  const email = vouchedEmail(provider, vouched)
  const { organization_id: organizationId } = provider
  const person = { email, name: vouched.name, knownUserId: userId }
  const joined = await joinVouched(tx, { organizationId, ...person, joiningPermissions: null, now })
  if (!joined) throw refusal()
  return joined.audit
}

function vouchedEmail(provider: IdentityProviderRow, { verifiedEmail }: Vouched): string {
  const { emailDomains } = toIdentityProviderView(provider)
  if (verifiedEmail === null || !vouchesFor(emailDomains, verifiedEmail)) throw refusal()
  return verifiedEmail
}

async function admitNew(
  tx: Tx,
  provider: IdentityProviderRow,
  { vouched, now }: { vouched: Vouched; now: number },
) {
  const { joiningPermissions } = toIdentityProviderView(provider)
  const { subject, name } = vouched
  const email = vouchedEmail(provider, vouched)
  const { organization_id: organizationId } = provider
  const person = { email, name, knownUserId: null }
  const joined = await joinVouched(tx, { organizationId, ...person, joiningPermissions, now })
  if (!joined) throw refusal()
  const identity = { id: newId('ext', now), userId: joined.userId }
  await insertExternalIdentity(tx, {
    id: identity.id,
    user_id: identity.userId,
    identity_provider_id: provider.id,
    organization_id: organizationId,
    subject,
    email,
    last_used_at: now,
    created_at: now,
  })
  const linked: AuditDraft = personalEvent('user.identity_linked', joined.userId, {
    organizationId,
    identityProviderId: provider.id,
    identityId: identity.id,
  })
  return { result: { userId: joined.userId }, audit: [...joined.audit, linked], changes: [] }
}

/** One sentence for all that can be missing: it tells nobody who has an account, is a member or was one. */
export function refusal(): EngineError {
  return new EngineError(
    'sso_refused',
    'You are not a member of this organization, or its identity provider did not vouch for an address of it. Ask an administrator of the organization to invite you.',
  )
}

function tryAgain(): EngineError {
  return new EngineError('conflict', 'Somebody signed in as you at this moment. Try again.')
}
