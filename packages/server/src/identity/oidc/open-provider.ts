/**
 * An organization's OpenID provider as a client sees it. Everything but its issuer comes from its discovery document,
 * which is not ours: each address in it is called through `outboundFetch`, and browsers are sent to https only. ID tokens
 * are believed for their signature, not for the connection they came over (OpenID Connect Core, section 3.1.3.7).
 */
import {
  allowInsecureRequests,
  type ClientAuth,
  ClientSecretBasic,
  ClientSecretPost,
  type Configuration,
  customFetch,
  discovery,
  enableNonRepudiationChecks,
  None,
} from 'openid-client'
import type { OutboundFetch } from '../../outbound/outbound-fetch.ts'
import { ProviderFailure } from './provider-failure.ts'

export type ProviderSettings = {
  issuer: string
  clientId: string
  /** Null for a public client: PKCE alone then. */
  clientSecret: string | null
}

const timeoutSeconds = 15

/**
 * Reads what the provider says of itself.
 *
 * @throws ProviderFailure
 */
export async function openProvider(
  { issuer, clientId, clientSecret }: ProviderSettings,
  fetch: OutboundFetch,
): Promise<Configuration> {
  const server = new URL(issuer)
  const authentication = clientSecret === null ? None() : withSecret(clientSecret)
  // Plain http is refused by the fetch, but to networks that the operator allows.
  const execute = [
    enableNonRepudiationChecks,
    ...(server.protocol === 'http:' ? [allowInsecureRequests] : []),
  ]
  const provider = await discovery(server, clientId, undefined, authentication, {
    [customFetch]: (url, { method, headers, body }) =>
      fetch(url, { method, headers, body: body instanceof URLSearchParams ? body.toString() : null }),
    execute,
    timeout: timeoutSeconds,
  }).catch((error: unknown) => {
    throw new ProviderFailure('unreachable', error)
  })
  assertUsable(provider, server)
  return provider
}

/** In the header, as all are to understand it (RFC 6749, section 2.3.1), unless only the body is said to be. */
function withSecret(secret: string): ClientAuth {
  const [basic, post] = [ClientSecretBasic(secret), ClientSecretPost(secret)]
  return (server, ...rest) => {
    const methods = server.token_endpoint_auth_methods_supported ?? ['client_secret_basic']
    const isBodyOnly = methods.includes('client_secret_post') && !methods.includes('client_secret_basic')
    return (isBodyOnly ? post : basic)(server, ...rest)
  }
}

/**
 * The library lets issuers pass that stand for many tenants; here one provider vouches for one organization. Of a
 * provider on https nothing may lead back to http.
 */
function assertUsable(provider: Configuration, issuer: URL): void {
  const metadata = provider.serverMetadata()
  const { authorization_endpoint, token_endpoint, jwks_uri } = metadata
  if (new URL(metadata.issuer).href !== issuer.href) throw new ProviderFailure('wrong_issuer')
  for (const endpoint of [authorization_endpoint, token_endpoint, jwks_uri]) {
    const isUsable = endpoint !== undefined && URL.canParse(endpoint)
    const protocol = isUsable ? new URL(endpoint).protocol : ''
    if (protocol !== 'https:' && protocol !== issuer.protocol) throw new ProviderFailure('unusable')
  }
}
