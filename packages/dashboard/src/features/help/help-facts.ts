import type { ApiView } from '@keyturn/contract/client'

/** What the help on the keys of one API is made of: its data, and the words of its pages. */
export type HelpFacts = {
  api: Pick<
    ApiView,
    | 'name'
    | 'prefix'
    | 'environments'
    | 'scopes'
    | 'keyPolicy'
    | 'reveal'
    | 'rotation'
    | 'maxLifetimeDays'
    | 'sensitiveEndpoints'
    | 'credentialHeader'
    | 'baseUrl'
    | 'testRequest'
  >
  organization: string
  /** What the vendor calls these pages. */
  portal: string
  /** Where the keys are in the menu, such as `Settings › API Keys`. */
  place: string
  /** What stands on the page of the keys. */
  page: { title: string; form: 'full' | 'name'; fieldLabel: string; submitLabel: string; isShown: boolean }
  /** One of these permissions shows that page. */
  requires: readonly string[]
  /** Whether whoever sees it may do everything there. */
  isEntrusted: boolean
  /** Environment variable that snippets take the key from. */
  variable: string
  /** A request that works, for a shell. */
  curl: string
}

export function isSole({ api }: Pick<HelpFacts, 'api'>): boolean {
  return api.keyPolicy === 'one_per_organization'
}

/** The name of the header, and what stands in it. */
export function headerOf({ credentialHeader }: Pick<ApiView, 'credentialHeader'>, key: string) {
  return credentialHeader === 'X-API-Key'
    ? { name: 'X-API-Key', value: key }
    : { name: 'Authorization', value: `Bearer ${key}` }
}

/** What keys of an environment look like, without being one. */
export function shapeOf({ prefix }: Pick<ApiView, 'prefix'>, environment: string): string {
  return `${prefix}_${environment}_${'•'.repeat(32)}`
}
