import type { IdentityProvider, SetIdentityProviderBody } from '@keyturn/contract/client'

export type Permission = NonNullable<SetIdentityProviderBody['joiningPermissions']>[number]

/** An identity provider as somebody has filled it in so far. */
export type ProviderDraft = {
  name: string
  issuer: string
  clientId: string
  /** `keep`: the secret that is known; `none`: the client has none. */
  secret: 'keep' | 'new' | 'none'
  emailDomains: string
  enabled: boolean
  enforced: boolean
  /** Whether somebody becomes a member by signing in. */
  admits: boolean
  joiningPermissions: readonly Permission[]
}

export function providerDraftOf(provider: IdentityProvider | null): ProviderDraft {
  if (provider === null) {
    return {
      name: '',
      issuer: '',
      clientId: '',
      secret: 'new',
      emailDomains: '',
      enabled: true,
      enforced: false,
      admits: false,
      joiningPermissions: [],
    }
  }
  return {
    name: provider.name,
    issuer: provider.issuer,
    clientId: provider.clientId,
    secret: provider.hasClientSecret ? 'keep' : 'none',
    emailDomains: provider.emailDomains.join('\n'),
    enabled: provider.enabled,
    enforced: provider.enforced,
    admits: provider.joiningPermissions !== null,
    joiningPermissions: provider.joiningPermissions ?? [],
  }
}

/** What is sent; the secret of the client beside, as it is in no draft. */
export function providerBody(draft: ProviderDraft, clientSecret: string): SetIdentityProviderBody {
  const secret = { keep: {}, new: { clientSecret }, none: { clientSecret: null } }[draft.secret]
  return {
    name: draft.name.trim(),
    issuer: draft.issuer.trim(),
    clientId: draft.clientId.trim(),
    ...secret,
    emailDomains: domainsIn(draft.emailDomains),
    enabled: draft.enabled,
    enforced: draft.enabled && draft.enforced,
    joiningPermissions: draft.admits ? [...draft.joiningPermissions] : null,
  }
}

function domainsIn(text: string): string[] {
  return text
    .toLowerCase()
    .split(/[\s,]+/)
    .map(domain => domain.replace(/^@/, ''))
    .filter(domain => domain !== '')
}

/** Whether somebody has pasted an API key where a provider's secret belongs. */
export function looksLikeKey(text: string): boolean {
  return /^[a-z][a-z0-9]{1,11}_[a-z][a-z0-9]{0,15}_[0-9A-Za-z]{32}$/.test(text.trim())
}
