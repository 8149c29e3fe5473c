import type { MemberPermission } from '@keyturn/core'
import type { Selectable } from 'kysely'
import { storedPermissions } from '../access/permission-scopes.ts'
import { withVersion } from '../access/versioned.ts'
import type { AuditTarget } from '../audit/audit-event.ts'
import { toInstant, toInstantOrNull } from '../clock/clock.ts'
import type { SealedPlace } from '../envelope/vault.ts'
import type { FieldError } from '../errors/engine-error.ts'
import { permissionFaults } from '../members/member.ts'
import type { IdentityProviderTable } from '../storage/identity-tables.ts'
import { isListOf, isText, StoredMembers } from '../storage/stored-members.ts'

export type IdentityProviderRow = Selectable<IdentityProviderTable>

/** Single sign-on of an organization, as it leaves: never its client secret. */
export type IdentityProviderView = {
  id: string
  organizationId: string
  name: string
  issuer: string
  clientId: string
  hasClientSecret: boolean
  /** Domains of e-mail addresses that it may vouch for. */
  emailDomains: string[]
  enabled: boolean
  /** Whether sessions that began elsewhere do nothing in this organization. */
  enforced: boolean
  /** What somebody may do who becomes a member by signing in; null: nobody does. */
  joiningPermissions: MemberPermission[] | null
  createdAt: string
  updatedAt: string
  /** Settings that other hands left in a form that nobody can read; present only then. */
  unreadable?: string[]
}

export type IdentityProviderInput = {
  name: string
  issuer: string
  clientId: string
  /** Absent: the one that there is, for the same issuer and client. Null: none, PKCE alone. */
  clientSecret?: string | null | undefined
  emailDomains: string[]
  /** Absent: true. */
  enabled?: boolean | undefined
  /** Absent: false. */
  enforced?: boolean | undefined
  /** Absent: null. */
  joiningPermissions?: MemberPermission[] | null | undefined
}

export function toIdentityProviderView(row: IdentityProviderRow): IdentityProviderView {
  const stored = new StoredMembers()
  const view: IdentityProviderView = {
    id: row.id,
    organizationId: row.organization_id,
    name: row.name,
    issuer: row.issuer,
    clientId: row.client_id,
    hasClientSecret: row.ciphertext !== null,
    emailDomains: stored.read('emailDomains', row.email_domains, domains),
    enabled: row.enabled === 1,
    enforced: row.enforced === 1,
    joiningPermissions: stored.readNullable('joiningPermissions', row.joining_permissions, storedPermissions),
    createdAt: toInstantOrNull(row.created_at) ?? toInstant(0),
    updatedAt: toInstantOrNull(row.updated_at) ?? toInstant(0),
  }
  if (stored.unreadable.length > 0) view.unreadable = stored.unreadable
  return withVersion(view, row.version)
}

/** Domains that cannot be read are none: nobody is vouched for. */
const domains = { isReadable: isListOf(isText), otherwise: [] }

/** The faults of settings that are well-formed; pointers into the request's body. */
export function identityProviderFaults(input: IdentityProviderInput): FieldError[] {
  const faults = permissionFaults(input.joiningPermissions ?? []).map(fault => ({
    ...fault,
    pointer: fault.pointer.replace('/permissions', '/joiningPermissions'),
  }))
  if (input.joiningPermissions?.includes('administer')) {
    const message = 'Nobody becomes an administrator by signing in. An administrator makes them one.'
    faults.push({ pointer: '/joiningPermissions', message })
  }
  for (const [index, domain] of input.emailDomains.entries()) {
    if (input.emailDomains.indexOf(domain) === index) continue
    faults.push({ pointer: `/emailDomains/${index}`, message: `${domain} is listed twice.` })
  }
  if (input.enforced && input.enabled === false) {
    const message = 'What is switched off cannot be the only way in.'
    faults.push({ pointer: '/enforced', message })
  }
  return faults
}

/** Whether a provider may vouch for an address: its domain is one that is listed, not one below it. */
export function vouchesFor(emailDomains: readonly string[], email: string): boolean {
  return emailDomains.includes(email.slice(email.lastIndexOf('@') + 1))
}

export function identityProviderTarget({ id, name }: { id: string; name: string }): AuditTarget {
  return { type: 'identity_provider', id, name }
}

export function clientSecretPlace(row: { id: string; organization_id: string }): SealedPlace {
  return { organizationId: row.organization_id, kind: 'identity provider', path: [row.id, 'client secret'] }
}
