import { createHash } from 'node:crypto'
import type { Configuration } from 'openid-client'
import type { ProviderSettings } from './open-provider.ts'

export type OpenProvider = (settings: ProviderSettings) => Promise<Configuration>

const keptMs = 60_000
const keptMax = 500

/**
 * Remembers for a minute what a provider said of itself, and the keys that it signs with: a sign-in asks for them twice,
 * and in the morning many begin at once. What could not be found is looked for again each time. Whether a provider may
 * vouch is not remembered here.
 */
export function rememberProviders(
  open: OpenProvider,
  monotonic: () => number = () => performance.now(),
): OpenProvider {
  const kept = new Map<string, { provider: Configuration; until: number }>()
  return async settings => {
    const name = nameOf(settings)
    const known = kept.get(name)
    if (known && known.until > monotonic()) return known.provider
    const provider = await open(settings)
    kept.delete(name)
    kept.set(name, { provider, until: monotonic() + keptMs })
    const [oldest] = kept.keys()
    if (kept.size > keptMax && oldest !== undefined) kept.delete(oldest)
    return provider
  }
}

/** Other settings are another client. */
function nameOf({ issuer, clientId, clientSecret }: ProviderSettings): string {
  const text = JSON.stringify([issuer, clientId, clientSecret])
  return createHash('sha256').update(text, 'utf8').digest('base64')
}
