import { assertRecent } from '../access/assert-recent.ts'
import { assertVersion } from '../access/assert-version.ts'
import { authorise } from '../access/authorise.ts'
import type { AuditDraft } from '../audit/audit-event.ts'
import { dataKeyWithin } from '../envelope/with-data-key.ts'
import { invalidInput } from '../errors/engine-error.ts'
import { newId } from '../ids/new-id.ts'
import { assertGrantablePermissions } from '../members/grantable-permissions.ts'
import { findPeopledOrganization } from '../members/peopled-organization.ts'
import type { Context } from '../mutate/context.ts'
import { type Mutated, mutate } from '../mutate/mutate.ts'
import type { Tx } from '../storage/storage.ts'
import {
  clientSecretPlace,
  type IdentityProviderInput,
  type IdentityProviderRow,
  type IdentityProviderView,
  identityProviderFaults,
  identityProviderTarget,
  toIdentityProviderView,
} from './identity-provider.ts'
import {
  changeIdentityProvider,
  endSessionsOfProvider,
  findIdentityProviderOf,
  insertIdentityProvider,
  removeIdentityProvider,
} from './identity-provider-queries.ts'

export type SetIdentityProviderInput = IdentityProviderInput & {
  organizationId: string
  ifVersion?: number | undefined
}

/**
 * Says which identity provider vouches for the people of an organization. Another issuer is another provider: whom the
 * one before vouched for has to be vouched for anew, as its names for people mean nothing there.
 */
export async function setIdentityProvider(
  ctx: Context,
  input: SetIdentityProviderInput,
): Promise<Mutated<IdentityProviderView>> {
  authorise(ctx.principal, 'identity:write')
  assertRecent(ctx.principal, ctx.clock)
  const faults = identityProviderFaults(input)
  if (faults.length > 0) throw invalidInput(faults)
  return mutate(ctx, 'identity:write', async tx => {
    const { id: organizationId } = await findPeopledOrganization(tx, input.organizationId, {
      reach: ctx.reach,
      lock: 'change',
    })
    // Whoever chooses who vouches for people can be any of them, administrators too.
    assertGrantablePermissions(ctx.principal, ['administer'])
    const present = await findIdentityProviderOf(tx, organizationId, 'change')
    if (present) assertVersion(present, input.ifVersion)
    const kept = present?.issuer === input.issuer ? present : undefined
    assertSecretIsKnown(input, kept)
    const events: AuditDraft[] = []
    if (present && !kept) events.push(await replace(tx, present))
    const { row, event } = await write(ctx, tx, { organizationId, input, kept })
    return { result: toIdentityProviderView(row), audit: [...events, event], changes: [] }
  })
}

/** A secret goes to nobody but the provider that it was entered for. */
function assertSecretIsKnown(input: IdentityProviderInput, kept: IdentityProviderRow | undefined): void {
  if (input.clientSecret !== undefined || kept?.client_id === input.clientId) return
  const message =
    'Give the secret of this client, or null for a client without one: none is known for this issuer and client.'
  throw invalidInput([{ pointer: '/clientSecret', message }])
}

async function replace(tx: Tx, present: IdentityProviderRow): Promise<AuditDraft> {
  await endSessionsOfProvider(tx, present.id)
  await removeIdentityProvider(tx, present)
  return {
    action: 'identity_provider.deleted',
    organizationId: present.organization_id,
    target: identityProviderTarget(present),
    details: { before: toIdentityProviderView(present) },
  }
}

async function write(
  ctx: Context,
  tx: Tx,
  wish: { organizationId: string; input: IdentityProviderInput; kept: IdentityProviderRow | undefined },
): Promise<{ row: IdentityProviderRow; event: AuditDraft }> {
  const { organizationId, input, kept } = wish
  const now = ctx.clock.now()
  const id = kept?.id ?? newId('idp', now)
  const place = { id, organization_id: organizationId }
  const columns = {
    name: input.name,
    issuer: input.issuer,
    client_id: input.clientId,
    ...(input.clientSecret === undefined ? {} : sealed(ctx, place, input.clientSecret)),
    email_domains: JSON.stringify(input.emailDomains),
    enabled: input.enabled === false ? 0 : 1,
    enforced: input.enforced ? 1 : 0,
    joining_permissions: input.joiningPermissions ? JSON.stringify(input.joiningPermissions) : null,
    updated_at: now,
  } as const
  if (kept && columns.enabled === 0) await endSessionsOfProvider(tx, kept.id)
  const row = kept
    ? await changeIdentityProvider(tx, kept, columns)
    : await insertIdentityProvider(tx, { ...place, ...columns, created_at: now })
  const before = kept && toIdentityProviderView(kept)
  const after = toIdentityProviderView(row)
  const secretReplaced = kept !== undefined && input.clientSecret !== undefined
  const event: AuditDraft = {
    action: kept ? 'identity_provider.updated' : 'identity_provider.created',
    organizationId,
    target: identityProviderTarget(row),
    details: before ? { before, after, secretReplaced } : { after },
  }
  return { row, event }
}

function sealed(ctx: Context, place: { id: string; organization_id: string }, secret: string | null) {
  if (secret === null) return { ciphertext: null, data_key_id: null }
  const dataKey = dataKeyWithin(ctx.vault, place.organization_id)
  return { ciphertext: ctx.vault.encrypt(dataKey, clientSecretPlace(place), secret), data_key_id: dataKey.id }
}
