import type { PortalPermission } from '@keyturn/core'
import { authorise } from '../access/authorise.ts'
import type { KeyPrincipal } from '../access/principal.ts'
import { findApiWithin } from '../apis/api-queries.ts'
import { toApiView } from '../apis/api-view.ts'
import { toInstant } from '../clock/clock.ts'
import { EngineError, type FieldError, invalidInput, notFound } from '../errors/engine-error.ts'
import { newId } from '../ids/new-id.ts'
import { assertGrantablePermissions } from '../members/grantable-permissions.ts'
import { permissionFaults } from '../members/member.ts'
import type { Context } from '../mutate/context.ts'
import { type Mutated, mutate } from '../mutate/mutate.ts'
import { findNewOwnersWithin } from '../organizations/organization-queries.ts'
import { type PortalTheme, portalLinkLifetimeMs, portalSessionTarget } from './portal-session.ts'
import { insertPortalSession } from './portal-session-queries.ts'

export type CreatePortalSessionInput = {
  organizationId: string
  apiId: string
  /** Who it is for, in the vendor's own words. */
  actor: { id: string; name: string }
  permissions: PortalPermission[]
  /** An address on one of the API's portal origins. */
  returnUrl?: string | null | undefined
  theme?: Partial<PortalTheme> | undefined
  /** SHA-256 of the link's token. */
  linkDigest: Buffer
}

/**
 * Lets somebody onto the key page of an API, in one organization: with a link that opens once, within five minutes. The
 * management key vouches for who it is and gives no permission that it does not cover itself.
 */
export async function createPortalSession(
  ctx: Context,
  input: CreatePortalSessionInput,
): Promise<Mutated<{ expiresAt: string }>> {
  authorise(ctx.principal, 'portal:write')
  const maker = makerOf(ctx)
  const { organizationId, permissions, actor, returnUrl = null } = input
  const faults = permissionFaults(permissions)
  if (faults.length > 0) throw invalidInput(faults)
  return mutate(ctx, 'portal:write', async tx => {
    const api = await findApiWithin(tx, input.apiId, ctx.reach, 'share')
    const [organization] = await findNewOwnersWithin(tx, [organizationId], ctx.reach, 'share')
    if (!api || !organization) throw notFound()
    const { portalOrigins } = toApiView(api)
    const wrong = [
      ...(api.builtin === 1 ? [isKeyturn] : []),
      ...(organization.builtin === 1 ? [isVendor] : []),
      ...(organization.suspended === 1 ? [isSuspended] : []),
      ...(returnUrl === null || portalOrigins.includes(new URL(returnUrl).origin) ? [] : [isElsewhere]),
    ]
    if (wrong.length > 0) throw invalidInput(wrong)
    assertGrantablePermissions(ctx.principal, permissions)
    const now = ctx.clock.now()
    const theme: PortalTheme = { scheme: 'auto', accent: null, ...input.theme }
    const row = await insertPortalSession(tx, {
      id: newId('pts', now),
      organization_id: organization.id,
      api_id: api.id,
      actor_id: actor.id,
      actor_name: actor.name,
      permissions: JSON.stringify(permissions),
      return_url: returnUrl,
      theme: JSON.stringify(theme),
      maker_key_id: maker.keyId,
      link_digest: input.linkDigest,
      digest: null,
      expires_at: now + portalLinkLifetimeMs,
      created_at: now,
    })
    const expiresAt = toInstant(row.expires_at)
    const details = { after: { apiId: api.id, for: actor, permissions, returnUrl, theme, expiresAt } }
    const target = portalSessionTarget(row.id)
    return {
      result: { expiresAt },
      audit: [{ action: 'portal_session.created', organizationId: organization.id, target, details }],
      changes: [],
    }
  })
}

/** Vouching for the people of a product is what the product does: its management key, which can be revoked, and no person. */
function makerOf({ principal }: Context): KeyPrincipal {
  if (principal.type === 'key') return principal
  throw new EngineError(
    'insufficient_permission',
    'Portal sessions are made by the product that people come from, with a management key. People have the dashboard.',
  )
}

const isKeyturn: FieldError = {
  pointer: '/apiId',
  message: 'Management keys have no portal. Name one of your own APIs.',
}
const isVendor: FieldError = {
  pointer: '/organizationId',
  message: 'Portals are for customers. Name the organization of one.',
}
const isSuspended: FieldError = {
  pointer: '/organizationId',
  message: 'This organization is suspended: nobody gets a portal of it before that ends.',
}
const isElsewhere: FieldError = {
  pointer: '/returnUrl',
  message: 'must be on one of the portalOrigins of the API. Add its origin there first.',
}
