import { GrantedScopes } from '@keyturn/core'
import type { KeyPrincipal } from '../access/principal.ts'
import { readRestriction } from '../storage/read-json.ts'
import type { SecretWithKeyRow } from './replica-queries.ts'
import type { StoredPlace } from './stored-places.ts'
import type { StoredPolicy } from './stored-policies.ts'

/** Who the keys of the built-in API are: what the key table does not hold of them. */
export class ManagementKeys {
  readonly #principals = new Map<string, KeyPrincipal>()
  /** The id of the built-in API; empty until it is loaded. */
  apiId = ''

  put(row: SecretWithKeyRow, { columns }: StoredPolicy, { organizationId }: StoredPlace): void {
    if (row.revoked_at !== null) {
      this.#principals.delete(row.id)
      return
    }
    this.#principals.set(row.id, {
      type: 'key',
      keyId: row.id,
      keyName: row.name,
      organizationId,
      scopes: GrantedScopes.of(readWords(columns.scopes)),
      reach: { organizationId: row.reach_organization_id, apiId: row.reach_api_id },
      restrictions: {
        expiresAt: row.expires_at,
        allowedIps: readRestriction(columns.allowedIps),
        allowedEndpoints: readRestriction(columns.allowedEndpoints),
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
