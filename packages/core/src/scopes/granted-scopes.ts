import { canonicalWords, isScopeWord, type ScopeWord } from './scope-word.ts'

/** What somebody may do: an immutable set of granted words. `write` never implies `read`. */
export class GrantedScopes {
  /** Sorted, without repetition; `*:*` is written `*`. */
  readonly words: readonly ScopeWord[]
  readonly #exact: ReadonlySet<ScopeWord>
  /** `leads:` for `leads:*` */
  readonly #starts: readonly string[]
  /** `:read` for `*:read` */
  readonly #ends: readonly string[]
  readonly #everything: boolean
  readonly #hasWildcards: boolean

  private constructor(words: readonly ScopeWord[]) {
    this.words = words
    this.#exact = new Set(words)
    this.#everything = this.#exact.has('*')
    this.#starts = words.filter(word => word.endsWith(':*')).map(word => word.slice(0, -1))
    this.#ends = words.filter(word => word.startsWith('*:')).map(word => word.slice(1))
    this.#hasWildcards = this.#everything || this.#starts.length > 0 || this.#ends.length > 0
  }

  /** Texts that are no scope words grant nothing and are left out. */
  static of(words: readonly string[]): GrantedScopes {
    const known = words.filter(isScopeWord).map(word => (word === '*:*' ? '*' : word))
    return new GrantedScopes(Object.freeze(canonicalWords(known)))
  }

  /** Whether all that `word` stands for is granted. A wildcard is granted only by one at least as wide. */
  grants(word: ScopeWord): boolean {
    if (this.#exact.has(word)) return true
    return this.#hasWildcards && isScopeWord(word) && this.#grantsByWildcard(word)
  }

  /** The same for a word that is known to be one, as all are that an API lists: a verification asks nothing else. */
  grantsListed(word: ScopeWord): boolean {
    return this.#exact.has(word) || (this.#hasWildcards && this.#grantsByWildcard(word))
  }

  #grantsByWildcard(word: ScopeWord): boolean {
    if (this.#everything) return true
    for (const start of this.#starts) if (word.startsWith(start)) return true
    for (const end of this.#ends) if (word.endsWith(end)) return true
    return false
  }
}
