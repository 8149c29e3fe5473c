import type { KeyRecord } from '@keyturn/core'
import { isInstant, toInstantOrNull } from '../clock/clock.ts'
import { readJson } from '../storage/read-json.ts'
import { RememberedTexts } from './joined-texts.ts'
import { quoted } from './quoted.ts'
import type { SecretWithKeyRow } from './replica-queries.ts'
import { readStoredPlace, type StoredPlace } from './stored-places.ts'
import { readStoredPolicy, type StoredPolicy, unreadablePolicy } from './stored-policies.ts'

/**
 * Stored secrets as the key table takes them. Stored text is not trusted: JSON that cannot be read becomes a policy
 * that denies this key and no other. What keys have in common is read once.
 */
export class KeyRecords {
  readonly #places = new RememberedTexts(readStoredPlace)
  readonly #policies = new RememberedTexts(readStoredPolicy)
  /** Metadata as it is shown; what cannot be read is shown as empty. */
  readonly #metadata = new RememberedTexts(text => JSON.stringify(readJson(text, {})))

  /** Throws `RangeError` where nobody can tell where the key lives. */
  placeOf(row: SecretWithKeyRow): StoredPlace {
    return this.#places.of(row.place_text)
  }

  policyOf(row: SecretWithKeyRow): StoredPolicy {
    return this.#policies.of(row.policy_text)
  }

  /** Throws as `placeOf` does. */
  of(row: SecretWithKeyRow): KeyRecord {
    const { apiId, organizationId, environment, membersJson } = this.placeOf(row)
    const { policy, scopesJson } = this.policyOf(row)
    const metadataJson = this.#metadata.of(row.metadata)
    const isDated = row.expires_at === null || isInstant(row.expires_at)
    return {
      digest: digestOf(row),
      secretId: row.secret_id,
      keyId: row.id,
      apiId,
      organizationId,
      environment,
      state: stateOf(row),
      endsAt: endOf(row),
      expiresAt: row.expires_at,
      policy: isDated ? policy : unreadablePolicy,
      publicJson: publicJson(row, { membersJson, scopesJson, metadataJson }),
    }
  }
}

const digestScratch = Buffer.alloc(32)

/** Of a length other than 32 bytes where no digest is stored; holds until the next call. */
export function digestOf({ digest_hex }: SecretWithKeyRow): Uint8Array {
  const written = digest_hex.length === 64 ? digestScratch.write(digest_hex, 'hex') : 0
  return written === 32 ? digestScratch : digestScratch.subarray(0, written)
}

/** States, not instants, end a secret at once: no node's clock is asked whether the moment has come. */
function stateOf(row: SecretWithKeyRow): KeyRecord['state'] {
  if (row.revoked_at !== null || row.secret_revoked_at !== null) return 'revoked'
  return row.enabled === 1 ? 'active' : 'disabled'
}

/** When the secret stops or stopped; the table forgets it 90 days later. */
function endOf({ ends_at, revoked_at, secret_revoked_at }: SecretWithKeyRow): number | null {
  return earlier(ends_at, earlier(revoked_at, secret_revoked_at))
}

function earlier(one: number | null, other: number | null): number | null {
  if (one === null || other === null) return one ?? other
  return Math.min(one, other)
}

type SharedJson = { membersJson: string; scopesJson: string; metadataJson: string }

/** Joined by hand: parsing scopes and metadata to write them again took most of a start. */
function publicJson(row: SecretWithKeyRow, { membersJson, scopesJson, metadataJson }: SharedJson): string {
  const expiresAt = row.expires_at === null ? 'null' : JSON.stringify(toInstantOrNull(row.expires_at))
  const ids = `{"id":${quoted(row.id)},"name":${quoted(row.name)},${membersJson}`
  return `${ids},"scopes":${scopesJson},"expiresAt":${expiresAt},"metadata":${metadataJson}}`
}
