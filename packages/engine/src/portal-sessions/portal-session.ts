import { GrantedScopes, type PortalPermission } from '@keyturn/core'
import type { Selectable } from 'kysely'
import { scopesInPortal, storedPortalPermissions } from '../access/permission-scopes.ts'
import type { PortalPrincipal } from '../access/principal.ts'
import { toApiView } from '../apis/api-view.ts'
import type { AuditTarget } from '../audit/audit-event.ts'
import { toInstant } from '../clock/clock.ts'
import { areCovered } from '../members/grantable-permissions.ts'
import type { PortalSessionTable } from '../storage/portal-tables.ts'
import { isListOf, isStoredObject, isText, StoredMembers } from '../storage/stored-members.ts'
import type { ApiTable } from '../storage/tables.ts'

export type PortalSessionRow = Selectable<PortalSessionTable>

/** A portal session with all that it stands on. */
export type PortalStandingRow = PortalSessionRow & {
  organization_deleted_at: number | null
  suspended: 0 | 1
  maker_deleted_at: number | null
  maker_revoked_at: number | null
  maker_enabled: 0 | 1
  maker_expires_at: number | null
  /** JSON: scope words. */
  maker_scopes: string
  api: Selectable<ApiTable>
}

/** How a vendor wants the page to look. */
export type PortalTheme = {
  /** `auto` is as dark as the system of whoever looks. */
  scheme: 'light' | 'dark' | 'auto'
  /** `#rrggbb`; null is Keyturn's own. */
  accent: string | null
}

/** Where people of a portal come from and go back to. */
export type PortalHome = {
  /** What the vendor calls its product. */
  portalName: string
  /** Origins of the pages that may frame the portal. */
  portalOrigins: readonly string[]
  returnUrl: string | null
  theme: PortalTheme
}

/** A portal session as whoever is in it sees it. */
export type PortalSessionView = PortalHome & {
  id: string
  organizationId: string
  apiId: string
  actor: { id: string; name: string }
  permissions: readonly PortalPermission[]
  expiresAt: string
}

/** How long a link is good, and how long the session that it opens lasts, used or not; milliseconds. */
export const portalLinkLifetimeMs = 5 * 60_000
export const portalSessionLifetimeMs = 3_600_000

/** How long rows of what is over are kept, in milliseconds: whoever comes with an old link is told where to get another. */
export const portalHomeKeptMs = 86_400_000

/** Whether what it stands on is gone: the organization, its standing, the API, or the management key that vouched, or its scopes. */
export function isPortalVoid(row: PortalStandingRow, now: number): boolean {
  if (row.organization_deleted_at !== null || row.suspended !== 0 || row.api.deleted_at !== null) return true
  if (row.maker_deleted_at !== null || row.maker_revoked_at !== null || row.maker_enabled !== 1) return true
  if (row.maker_expires_at !== null && row.maker_expires_at <= now) return true
  const scopes = GrantedScopes.of(new StoredMembers().read('scopes', row.maker_scopes, storedScopes))
  return !scopes.grants('portal:write') || !areCovered(permissionsOf(row), scopes)
}

export function toPortalPrincipal(row: PortalStandingRow): PortalPrincipal {
  const permissions = permissionsOf(row)
  const { organization_id: organizationId, api_id: apiId } = row
  return {
    type: 'portal',
    portalSessionId: row.id,
    actor: { id: row.actor_id, name: row.actor_name },
    organizationId,
    apiId,
    permissions,
    makerScopes: row.maker_scopes,
    scopes: GrantedScopes.of(scopesInPortal(permissions)),
    reach: { organizationId, apiId },
  }
}

export function toPortalHome(row: PortalStandingRow): PortalHome {
  const { name, console: look, portalOrigins } = toApiView(row.api)
  const { portalName } = look
  return {
    portalName: isText(portalName) ? portalName : name,
    portalOrigins,
    returnUrl: row.return_url,
    theme: new StoredMembers().read('theme', row.theme, storedTheme),
  }
}

export function toPortalSessionView(row: PortalStandingRow): PortalSessionView {
  return {
    ...toPortalHome(row),
    id: row.id,
    organizationId: row.organization_id,
    apiId: row.api_id,
    actor: { id: row.actor_id, name: row.actor_name },
    permissions: permissionsOf(row),
    expiresAt: toInstant(row.expires_at),
  }
}

/** Who it is stands in the details alone: those can be erased, and the chain stays whole. */
export function portalSessionTarget(id: string): AuditTarget {
  return { type: 'portal_session', id, name: 'Portal session' }
}

function permissionsOf({ permissions }: PortalSessionRow): PortalPermission[] {
  return new StoredMembers().read('permissions', permissions, storedPortalPermissions)
}

const storedScopes = { isReadable: isListOf(isText), otherwise: [] }

const storedTheme = { isReadable: isTheme, otherwise: { scheme: 'auto' as const, accent: null } }

function isTheme(value: unknown): value is PortalTheme {
  if (!isStoredObject(value)) return false
  const { scheme, accent } = value
  return (scheme === 'light' || scheme === 'dark' || scheme === 'auto') && (accent === null || isText(accent))
}
