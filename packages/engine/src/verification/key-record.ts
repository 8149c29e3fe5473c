import type { KeyRecord } from '@keyturn/core'
import { isInstant, toInstantOrNull } from '../clock/clock.ts'
import type { SecretWithKeyRow } from './replica-queries.ts'
import { type StoredPolicies, unreadablePolicy } from './stored-policies.ts'

/**
 * A stored secret as the key table takes it. Stored text is not trusted: JSON that cannot be read becomes a policy
 * that denies this key and no other.
 */
export function toKeyRecord(row: SecretWithKeyRow, policies: StoredPolicies): KeyRecord {
  const { policy, scopesJson } = policies.of(row)
  const isDated = row.expires_at === null || isInstant(row.expires_at)
  return {
    digest: digestOf(row),
    secretId: row.secret_id,
    keyId: row.id,
    apiId: row.api_id,
    organizationId: row.organization_id,
    environment: row.environment,
    state: stateOf(row),
    endsAt: endOf(row),
    expiresAt: row.expires_at,
    policy: isDated ? policy : unreadablePolicy,
    publicJson: publicJson(row, scopesJson, policies.metadataJson(row.metadata)),
  }
}

export function digestOf(row: SecretWithKeyRow): Uint8Array {
  return Buffer.from(row.digest_hex, 'hex')
}

/** States, not instants, end a secret at once: no node's clock is asked whether the moment has come. */
function stateOf(row: SecretWithKeyRow): KeyRecord['state'] {
  if (row.revoked_at !== null || row.secret_revoked_at !== null) return 'revoked'
  return row.enabled === 1 ? 'active' : 'disabled'
}

/** When the secret stops or stopped; the table forgets it 90 days later. */
function endOf(row: SecretWithKeyRow): number | null {
  const ends = [row.ends_at, row.revoked_at, row.secret_revoked_at].filter(end => end !== null)
  return ends.length === 0 ? null : Math.min(...ends)
}

/** Joined by hand: parsing scopes and metadata to write them again took most of a start. */
function publicJson(row: SecretWithKeyRow, scopesJson: string, metadataJson: string): string {
  const expiresAt = row.expires_at === null ? 'null' : JSON.stringify(toInstantOrNull(row.expires_at))
  const ids = `{"id":${quoted(row.id)},"name":${quoted(row.name)},"apiId":${quoted(row.api_id)}`
  const place = `"organizationId":${quoted(row.organization_id)},"environment":${quoted(row.environment)}`
  return `${ids},${place},"scopes":${scopesJson},"expiresAt":${expiresAt},"metadata":${metadataJson}}`
}

/** Printable ASCII without quotation marks and backslashes. */
const plainText = /^[ !#-[\]-~]*$/

/** As JSON; nearly all ids and names need nothing but the marks. */
function quoted(text: string): string {
  return plainText.test(text) ? `"${text}"` : JSON.stringify(text)
}
