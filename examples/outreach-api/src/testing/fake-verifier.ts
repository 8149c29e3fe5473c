import type { Verdict, Verifier, VerifyRequest } from '@keyturn/sdk'

type Grant = {
  apiId?: string
  organizationId: string
  environment: string
  scopes: string[]
  /** What the key has left; absent: not counted. */
  credits?: number
  isLimited?: boolean
}

export const everyScope = [
  'lists:read',
  'lists:write',
  'leads:read',
  'leads:write',
  'leads:create',
  'workflows:read',
  'workflows:write',
  'workflows:trigger',
  'research:read',
  'research:trigger',
  'qualification:trigger',
  'emails:send',
  'analytics:read',
  'usage:read',
  'smtp:manage',
  'exports:create',
]

const acme = { organizationId: 'org_acme', environment: 'live', scopes: everyScope }

/** Keys by their names, as if Keyturn knew them. */
const grants: Record<string, Grant> = {
  'acme-live': acme,
  'acme-test': { ...acme, environment: 'test' },
  'acme-staging': { ...acme, environment: 'staging' },
  'acme-poor': { ...acme, credits: 0 },
  'acme-busy': { ...acme, isLimited: true },
  'acme-other-api': { ...acme, apiId: 'api_more' },
  'globex-live': { ...acme, organizationId: 'org_globex' },
  ...Object.fromEntries(everyScope.map(scope => [`acme-${scope}`, { ...acme, scopes: [scope] }])),
}

/** The token of a key: its name, with the words of a token before it. */
export function tokenOf(name: string): string {
  const grant = grants[name]
  return `${grant?.apiId === undefined ? 'oa' : 'more'}_${grant?.environment ?? 'live'}_${name}`
}

/** Judges keys like Keyturn would, without a network, and remembers what it was asked. */
export class FakeVerifier implements Verifier {
  readonly asked: VerifyRequest[] = []
  readonly keys = {
    verify: async (request: VerifyRequest) => {
      this.asked.push(request)
      return judge(request)
    },
  }
  readonly usage = { reportOutcomes: async (outcomes: readonly object[]) => ({ accepted: outcomes.length }) }
}

function judge(request: VerifyRequest): Verdict {
  const { key: token, scopes = [], cost = 1 } = request
  const name = token.replace(/^[a-z]+_[a-z]+_/, '')
  const grant = grants[name]
  const verificationId = 'ver_1'
  if (grant === undefined) {
    return { valid: false, code: 'not_found', status: 401, detail: 'Check the key.', verificationId }
  }
  const { isLimited, credits, ...fields } = grant
  const key = { id: `key_${name}`, name, apiId: 'api_outreach', ...fields, expiresAt: null, metadata: {} }
  const deny = (
    code: 'wrong_api' | 'wrong_environment' | 'insufficient_scope',
    missingScopes: string[] = [],
  ) => {
    const detail = `Told: ${code} ${missingScopes.join(', ')}`
    return { valid: false as const, code, status: 403, detail, verificationId, key, missingScopes }
  }
  if (key.apiId !== request.apiId) return deny('wrong_api')
  if (key.environment !== request.environment) return deny('wrong_environment')
  const needed = typeof scopes === 'string' ? [scopes.split(' or ')] : scopes.map(scope => [scope])
  const missing = needed.filter(words => !words.some(word => grant.scopes.includes(word))).flat()
  if (missing.length > 0) return deny('insufficient_scope', missing)
  if (isLimited) return { ...deny('wrong_api'), code: 'rate_limited', status: 429 }
  if (credits !== undefined && credits < cost) {
    return { ...deny('wrong_api'), code: 'credits_exhausted', status: 402, credits: { remaining: credits } }
  }
  const state = credits === undefined ? {} : { credits: { remaining: credits - cost } }
  return { valid: true, code: 'valid', verificationId, key, ...state }
}
