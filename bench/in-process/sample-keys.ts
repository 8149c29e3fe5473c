import { hash, randomFillSync } from 'node:crypto'
import { type KeyRecord, KeyTable, tokenChecksum } from '@keyturn/core'
import { KeyPages, packedIds } from '../engine-parts/parts.ts'

export const apiId = 'api_01k0000000000000000000000a'
const organizations = 1_000
const policies = 16
const scopes = [
  ['leads:read', 'lists:read'],
  ['leads:*', 'lists:read'],
]
/** How many of the keys are ones whose tokens are known, spread over all. */
export const presentedMax = 100_000

export type SampleKeysOptions = { limited: 'yes' | 'no' }

/** Keys as a vendor has them: few policies, many organizations, a short public JSON. */
export class SampleKeys {
  readonly tokens: string[] = []
  readonly #policies: readonly KeyRecord['policy'][]
  readonly #digests = Buffer.allocUnsafe(32 * 4_096)
  #digestsUsed = this.#digests.length

  constructor({ limited }: SampleKeysOptions) {
    this.#policies = Array.from({ length: policies }, (_, number) => policy(number, limited))
  }

  /** The record of key `number` of `count`. */
  record(number: number, count: number): KeyRecord {
    const organizationId = `org_01k0000000000000000000${String(number % organizations).padStart(4, '0')}`
    const keyId = `key_01k${String(number).padStart(23, '0')}`
    const policy = this.#policies[number % policies] ?? null
    if (policy === null) throw new Error('there is no policy')
    const name = `Key ${number}`
    const environment = 'live'
    const publicJson = JSON.stringify({
      id: keyId,
      name,
      apiId,
      organizationId,
      environment,
      scopes: policy.scopes,
      expiresAt: null,
      metadata: { plan: 'growth' },
    })
    const secretId = `sec_01k${String(number).padStart(23, '0')}`
    const digest = this.#digest(number, Math.max(1, Math.floor(count / presentedMax)))
    const ends = { endsAt: null, expiresAt: null }
    return {
      digest,
      secretId,
      keyId,
      apiId,
      organizationId,
      environment,
      state: 'active',
      ...ends,
      policy,
      publicJson,
    }
  }

  /** A digest is random bytes to whoever does not know the token, so only some need one. */
  #digest(number: number, stride: number): Uint8Array {
    if (number % stride === 0 && this.tokens.length < presentedMax) {
      const head = `ee_live_${number.toString(36).padStart(26, '0')}`
      const token = head + tokenChecksum(head)
      this.tokens.push(token)
      return hash('sha256', token, 'buffer')
    }
    if (this.#digestsUsed === this.#digests.length) {
      randomFillSync(this.#digests)
      this.#digestsUsed = 0
    }
    this.#digestsUsed += 32
    return this.#digests.subarray(this.#digestsUsed - 32, this.#digestsUsed)
  }
}

/** Frozen, as the engine has them once it has read them. */
function policy(number: number, limited: SampleKeysOptions['limited']): KeyRecord['policy'] {
  const limit = Object.freeze({ name: 'default', limit: 1_000_000_000, windowSeconds: 60 })
  return Object.freeze({
    scopes: Object.freeze(scopes[number % 2] ?? []),
    allowedIps: Object.freeze(['203.0.113.0/24', `198.51.${number}.0/24`, '2001:db8::/32']),
    allowedEndpoints: null,
    rateLimits: Object.freeze(limited === 'yes' ? [limit] : []),
    credits: false,
  })
}

/** An empty table that knows the API and the organizations of the sample keys. */
export function emptyTable(expectedSize: number): KeyTable {
  const pages = new KeyPages()
  const table = new KeyTable({ expectedSize, newPage: length => pages.next(length), idCodec: packedIds })
  table.setApi({ id: apiId, scopes: ['leads:read', 'leads:write', 'lists:read', 'lists:write'] })
  for (let number = 0; number < organizations; number++) {
    const id = `org_01k0000000000000000000${String(number).padStart(4, '0')}`
    table.setOrganization({ id, suspended: false, scopeCeiling: null })
  }
  return table
}
