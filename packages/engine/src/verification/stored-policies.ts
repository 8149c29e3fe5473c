import type { KeyPolicySource } from '@keyturn/core'
import { readJson } from '../storage/read-json.ts'
import type { SecretWithKeyRow } from './replica-queries.ts'

type PolicyColumns = Pick<
  SecretWithKeyRow,
  'scopes' | 'allowed_ips' | 'allowed_endpoints' | 'rate_limits' | 'has_credits'
>

export type StoredPolicy = {
  /** Frozen throughout, so that the key table needs to look at it once. */
  readonly policy: KeyPolicySource
  /** The scopes as they are shown. */
  readonly scopesJson: string
}

/** How many different texts are remembered before all are forgotten, and how long one may be. */
const rememberedMax = 4_096
const rememberedLengthMax = 1_024

/** Most keys share the text of their policy and of their metadata with many others, which is then read once. */
export class StoredPolicies {
  readonly #policies = new Map<string, StoredPolicy>()
  readonly #metadata = new Map<string, string>()

  of(row: PolicyColumns): StoredPolicy {
    return remembered(this.#policies, policyText(row), () => ({
      policy: freezeThroughout(readPolicy(row)),
      scopesJson: JSON.stringify(readJson(row.scopes, [])),
    }))
  }

  /** Metadata as it is shown; what cannot be read is shown as empty. */
  metadataJson(text: string): string {
    return remembered(this.#metadata, text, () => JSON.stringify(readJson(text, {})))
  }
}

function remembered<Value>(values: Map<string, Value>, text: string, read: () => Value): Value {
  const known = values.get(text)
  if (known !== undefined) return known
  if (values.size >= rememberedMax) values.clear()
  const value = read()
  if (text.length <= rememberedLengthMax) values.set(text, value)
  return value
}

/** Lengths first: no two policies have the same text, whatever was stored. */
function policyText({
  scopes,
  allowed_ips,
  allowed_endpoints,
  rate_limits,
  has_credits,
}: PolicyColumns): string {
  const lengths = `${scopes.length} ${allowed_ips?.length} ${allowed_endpoints?.length} ${has_credits} `
  return `${lengths}${scopes}${allowed_ips}${allowed_endpoints}${rate_limits}`
}

/** What stands for every policy that cannot be read. Of the wrong type on purpose: compiling it yields one that denies. */
export const unreadablePolicy: KeyPolicySource = freezeThroughout({
  scopes: ['?'],
  allowedIps: [],
  allowedEndpoints: [],
  rateLimits: [],
  credits: false,
})

function readPolicy(row: PolicyColumns): KeyPolicySource {
  try {
    return {
      scopes: JSON.parse(row.scopes),
      allowedIps: parseRestriction(row.allowed_ips),
      allowedEndpoints: parseRestriction(row.allowed_endpoints),
      rateLimits: JSON.parse(row.rate_limits),
      credits: row.has_credits === 1,
    }
  } catch {
    return unreadablePolicy
  }
}

/** SQL NULL alone restricts nothing: in the text null somebody lost a list. */
function parseRestriction(text: string | null) {
  if (text === null) return null
  const list = JSON.parse(text)
  if (list === null) throw new SyntaxError('The text null is no list.')
  return list
}

function freezeThroughout<Value extends object>(value: Value): Value {
  for (const member of Object.values(value))
    if (typeof member === 'object' && member !== null) freezeThroughout(member)
  return Object.freeze(value)
}
