import { GrantedScopes } from '../scopes/granted-scopes.ts'
import { isLiteralScopeWord } from '../scopes/scope-word.ts'

/** An API as verdicts see it. Shared by all homes in it, so that one write changes all its keys. */
type ApiEntry = {
  readonly id: string
  known: boolean
  scopes: ReadonlySet<string>
  /** Whether its keys keep what an organization's ceiling would take. */
  exempt: boolean
}

/** An organization as verdicts see it; shared in the same way. */
type OrganizationEntry = {
  readonly id: string
  known: boolean
  suspended: boolean
  ceiling: GrantedScopes | null
  /** Where its keys are. */
  readonly homes: HomeEntry[]
}

/** Where a key lives. */
export type KeyHome = {
  readonly api: ApiEntry
  readonly organization: OrganizationEntry
  readonly environment: string
}

/** `references`: how many rows name it by its index. */
type HomeEntry = KeyHome & { readonly index: number; references: number }

export type KeyPlace = { apiId: string; organizationId: string; environment: string }

/** An entry with its texts and its places in lists, on V8. */
const bytesPerHome = 250

/** What keys of this home can do at most; null is no ceiling. */
export function ceilingOf({ api, organization }: KeyHome): GrantedScopes | null {
  return api.exempt ? null : organization.ceiling
}

export type ApiFacts = {
  id: string
  /** What is no scope word is nobody's to ask for, and left out. */
  scopes: readonly string[]
  /** Ceilings do not apply to keys of this API; false unless given. */
  exemptFromCeilings?: boolean
}

const noScopes: ReadonlySet<string> = new Set()

/** APIs and organizations by id. What was never set, or was removed, denies: its keys may arrive first. */
export class KeyHomes {
  readonly #apis = new Map<string, ApiEntry>()
  readonly #organizations = new Map<string, OrganizationEntry>()
  readonly #homes: (HomeEntry | null)[] = []
  readonly #free: number[] = []
  /** Changes with every write, for whoever caches what follows from an entry. */
  version = 0

  setApi(input: ApiFacts): void {
    const entry = this.#api(input.id)
    entry.known = true
    entry.scopes = new Set(input.scopes.filter(isLiteralScopeWord))
    entry.exempt = input.exemptFromCeilings ?? false
    this.version++
  }

  removeApi(id: string): void {
    const entry = this.#api(id)
    entry.known = false
    entry.scopes = noScopes
    this.version++
  }

  setOrganization(input: { id: string; suspended: boolean; scopeCeiling: readonly string[] | null }): void {
    const entry = this.#organization(input.id)
    entry.known = true
    entry.suspended = input.suspended
    entry.ceiling = input.scopeCeiling === null ? null : GrantedScopes.of(input.scopeCeiling)
    this.version++
  }

  removeOrganization(id: string): void {
    const entry = this.#organization(id)
    entry.known = false
    entry.suspended = true
    entry.ceiling = null
    this.version++
  }

  /** An estimate of what the homes in use take. */
  get bytes(): number {
    return (this.#homes.length - this.#free.length) * bytesPerHome
  }

  /** Counts one more key in a home and returns the home's index. Most organizations have one or two. */
  acquire({ apiId, organizationId, environment }: KeyPlace): number {
    const organization = this.#organization(organizationId)
    for (const home of organization.homes) {
      if (home.api.id !== apiId || home.environment !== environment) continue
      home.references++
      return home.index
    }
    const index = this.#free.pop() ?? this.#homes.length
    const home = { api: this.#api(apiId), organization, environment, index, references: 1 }
    organization.homes.push(home)
    this.#homes[index] = home
    return index
  }

  release(index: number): void {
    const home = this.#homes[index]!
    home.references--
    if (home.references > 0) return
    const { homes } = home.organization
    homes.splice(homes.indexOf(home), 1)
    this.#homes[index] = null
    this.#free.push(index)
  }

  at(index: number): KeyHome {
    return this.#homes[index]!
  }

  #api(id: string): ApiEntry {
    const known = this.#apis.get(id)
    if (known !== undefined) return known
    const entry: ApiEntry = { id, known: false, scopes: noScopes, exempt: false }
    this.#apis.set(id, entry)
    return entry
  }

  #organization(id: string): OrganizationEntry {
    const known = this.#organizations.get(id)
    if (known !== undefined) return known
    const entry: OrganizationEntry = { id, known: false, suspended: true, ceiling: null, homes: [] }
    this.#organizations.set(id, entry)
    return entry
  }
}
