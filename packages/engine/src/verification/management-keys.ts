import { GrantedScopes } from '@keyturn/core'
import type { KeyPrincipal } from '../access/principal.ts'
import { readRestriction } from '../storage/read-json.ts'
import type { SecretWithKeyRow } from './replica-queries.ts'

/** Who the keys of the built-in API are: what the key table does not hold of them. */
export class ManagementKeys {
  readonly #principals = new Map<string, KeyPrincipal>()
  /** The id of the built-in API; empty until it is loaded. */
  apiId = ''

  put(row: SecretWithKeyRow): void {
    if (row.api_id !== this.apiId) return
    if (row.revoked_at !== null) {
      this.#principals.delete(row.id)
      return
    }
    this.#principals.set(row.id, {
      type: 'key',
      keyId: row.id,
      keyName: row.name,
      organizationId: row.organization_id,
      scopes: GrantedScopes.of(readWords(row.scopes)),
      reach: { organizationId: row.reach_organization_id, apiId: row.reach_api_id },
      restrictions: {
        expiresAt: row.expires_at,
        allowedIps: readRestriction(row.allowed_ips),
        allowedEndpoints: readRestriction(row.allowed_endpoints),
      },
    })
  }

  get(keyId: string): KeyPrincipal | undefined {
    return this.#principals.get(keyId)
  }
}

function readWords(text: string): string[] {
  try {
    const words: unknown = JSON.parse(text)
    return Array.isArray(words) ? words.filter(word => typeof word === 'string') : []
  } catch {
    return []
  }
}
