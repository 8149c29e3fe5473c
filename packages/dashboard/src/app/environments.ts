import type { ApiView } from '@keyturn/contract/client'

/** Those that keys of these APIs may be of, each once. */
export function environmentsOf(apis: readonly ApiView[]): string[] {
  return [...new Set(apis.flatMap(api => api.environments))]
}

/** What an address that names none is about: production, or where nothing is called so the first one. */
export function firstEnvironmentOf(environments: readonly string[]): string | null {
  return environments.includes('live') ? 'live' : (environments[0] ?? null)
}
