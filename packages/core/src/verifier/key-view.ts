import type { KeyPolicy, RateLimit } from '../policies/key-policy.ts'
import type { GrantedScopes } from '../scopes/granted-scopes.ts'
import type { KeyFacts, KeyState } from '../verdicts/decide.ts'
import { effectiveScopes, withScopes } from './effective-scopes.ts'
import { ceilingOf, type KeyHome, type KeyHomes } from './key-home.ts'
import type { KeySegment } from './key-segment.ts'
import type { RecordStore, StoredIds, StoredText } from './record-store.ts'

/** Index + 1 is what a row stores. */
export const keyStates: readonly KeyState[] = ['active', 'disabled', 'revoked']

/**
 * A key as the table shows it. There is one per table and it moves: what it says holds until the next call of
 * any method of the table, so nothing of it may be kept over an `await`. Copy what is needed later.
 */
export class KeyView implements KeyFacts {
  readonly #homes: KeyHomes
  readonly #records: RecordStore
  /** By API where no ceiling applies, so that most keys share a few. */
  readonly #cuts = new Map<KeyHome | KeyHome['api'], Map<KeyPolicy, readonly string[] | null>>()
  #cutsVersion = 0
  #segment: KeySegment
  #slot = 0
  #home: KeyHome
  policy: KeyPolicy

  constructor(input: {
    homes: KeyHomes
    records: RecordStore
    segment: KeySegment
    home: KeyHome
    policy: KeyPolicy
  }) {
    this.#homes = input.homes
    this.#records = input.records
    this.#segment = input.segment
    this.#home = input.home
    this.policy = input.policy
  }

  /** For the table only. */
  moveTo(segment: KeySegment, slot: number, home: KeyHome, policy: KeyPolicy): void {
    this.#segment = segment
    this.#slot = slot
    this.#home = home
    this.policy = policy
  }

  /** Keys of an API that is not known (any more) count as disabled. */
  get state(): KeyState {
    const state = keyStates[this.#segment.stateAt(this.#slot) - 1]!
    return state === 'active' && !this.#home.api.known ? 'disabled' : state
  }

  get endsAt(): number | null {
    const at = this.#segment.endsAt(this.#slot)
    return at === Number.POSITIVE_INFINITY ? null : at
  }

  get expiresAt(): number | null {
    const at = this.#segment.expiresAt(this.#slot)
    return at === Number.POSITIVE_INFINITY ? null : at
  }

  get apiId(): string {
    return this.#home.api.id
  }

  get organizationId(): string {
    return this.#home.organization.id
  }

  get environment(): string {
    return this.#home.environment
  }

  get organizationSuspended(): boolean {
    return this.#home.organization.suspended
  }

  get ceiling(): GrantedScopes | null {
    return ceilingOf(this.#home)
  }

  get apiScopes(): ReadonlySet<string> {
    return this.#home.api.scopes
  }

  get rateLimits(): readonly RateLimit[] {
    return this.policy.rateLimits
  }

  get hasCredits(): boolean {
    return this.policy.hasCredits
  }

  /** Both are made anew each time; take them together where both are needed. */
  get ids(): { secretId: string; keyId: string } {
    return this.#records.ids(this.#segment.recordAt(this.#slot))
  }

  /** Both as bytes of the table: for whoever copies them. */
  get storedIds(): StoredIds {
    return this.#records.storedIds(this.#segment.recordAt(this.#slot))
  }

  get secretId(): string {
    return this.ids.secretId
  }

  get keyId(): string {
    return this.#records.keyId(this.#segment.recordAt(this.#slot))
  }

  /** What the key really has: its own words, cut by the organization's ceiling and by the API's list. */
  get scopes(): readonly string[] {
    return this.#cut() ?? this.policy.scopes.words
  }

  /** The public JSON of the key as it was put, with `scopes` replaced where they are cut. */
  publicJson(): string {
    const json = this.#records.publicJson(this.#segment.recordAt(this.#slot))
    const cut = this.#cut()
    return cut === null ? json : withScopes(json, cut)
  }

  /** The same as bytes of the table, for whoever copies them; null where scopes are cut, which only the text shows. */
  get storedJson(): StoredText | null {
    return this.#cut() === null ? this.#records.storedJson(this.#segment.recordAt(this.#slot)) : null
  }

  /** Keys share policies and homes, so what a ceiling leaves is computed once per pair. */
  #cut(): readonly string[] | null {
    if (this.#cutsVersion !== this.#homes.version || this.#cuts.size > cutsMax) {
      this.#cuts.clear()
      this.#cutsVersion = this.#homes.version
    }
    const place = this.ceiling === null ? this.#home.api : this.#home
    let byPolicy = this.#cuts.get(place)
    if (byPolicy === undefined) {
      byPolicy = new Map()
      this.#cuts.set(place, byPolicy)
    }
    let cut = byPolicy.get(this.policy)
    if (cut === undefined) {
      cut = effectiveScopes(this.policy, this.#home)
      if (byPolicy.size > cutsMax) byPolicy.clear()
      byPolicy.set(this.policy, cut)
    }
    return cut
  }
}

const cutsMax = 10_000
