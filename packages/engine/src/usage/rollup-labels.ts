import { facetName } from '../storage/facet-sums.ts'
import type { RollupFacet } from '../storage/tables.ts'
import { endpointPattern, lengthMax } from './endpoint-pattern.ts'
import { packedBytesMax, packText, unpackText } from './packed-text.ts'
import { TextTable } from './text-table.ts'

export type RollupLabel = { facet: RollupFacet; value: string }

/** The label of the sums over everything. */
export const totalLabel = 0

const patternsMax = 1 << 16
/** Nothing shorter that is not a number names one thing, to `endpointPattern`. */
const identifierMin = 8
const longMin = 20
const [slash, underscore, openBrace] = [47, 95, Buffer.from('{id}')]

/** Numbers for what sums are of: nothing in particular, an endpoint, or a country. */
export class RollupLabels {
  readonly #labels: (RollupLabel | null)[] = [null]
  readonly #names: Buffer[] = [Buffer.alloc(0)]
  #ranks = new Int32Array(0)
  readonly #numbers = new Map<string, number>()
  readonly #patterns = new TextTable(patternsMax)
  /** By method, then by the number of the pattern. */
  #byMethod = new Map<string, number[]>()
  #scratch = Buffer.alloc(packedBytesMax('x'.repeat(lengthMax + 1)))

  /** There are so many that beginning anew is better, as callers choose paths. */
  get isCrowded(): boolean {
    return this.#patterns.isCrowded || this.#labels.length > patternsMax
  }

  /** Null for the total. */
  of(label: number): RollupLabel | null {
    return this.#labels[label] ?? null
  }

  /** The name of a label in packed sums. */
  nameOf(label: number): Buffer {
    return this.#names[label] ?? Buffer.alloc(0)
  }

  /** The place of each label in the order of their names. */
  ranks(): Int32Array {
    if (this.#ranks.length === this.#names.length) return this.#ranks
    this.#ranks = new Int32Array(this.#names.length)
    const order = [...this.#names.entries()].sort(([, one], [, other]) => one.compare(other))
    for (const [rank, [label]] of order.entries()) this.#ranks[label] = rank
    return this.#ranks
  }

  country(value: string): number {
    return this.#numberOf({ facet: 'country', value })
  }

  /** The label of a method that counts and of the packed path at `start`. */
  endpoint(method: string, source: Buffer, start: number): number {
    const end = this.#writePattern(source, start)
    return this.#endpointOf(method, end)
  }

  endpointOfPath(method: string, path: string): number {
    return this.#endpointOf(method, this.#writeText(endpointPattern(path)))
  }

  #endpointOf(method: string, patternEnd: number): number {
    const pattern = this.#patterns.intern(this.#scratch, 0, patternEnd)
    let labels = this.#byMethod.get(method)
    if (labels === undefined) {
      labels = []
      this.#byMethod.set(method, labels)
    }
    const known = labels[pattern]
    if (known !== undefined) return known
    const value = `${method} ${this.#patterns.text(pattern)}`.trim()
    const label = this.#numberOf({ facet: 'endpoint', value })
    labels[pattern] = label
    return label
  }

  /** Most paths are names and numbers, which are told apart byte by byte; the rest is left to `endpointPattern`. */
  #writePattern(source: Buffer, start: number): number {
    const length = (source[start] ?? 0) - 32
    if (length < 0 || length > lengthMax)
      return this.#writeText(endpointPattern(unpackText(source, start) ?? ''))
    let [to, segment, digits, odd] = [1, 1, 0, false]
    // What is short, without an underscore and not hexadecimal names nothing, to `endpointPattern`.
    let mayBeId = false
    let isHex = true
    for (let at = start + 1; at <= start + 1 + length && !odd; at++) {
      const unit = at === start + 1 + length ? slash : (source[at] ?? 0)
      if (unit === slash) {
        const size = to - segment
        odd = digits > 0 && digits < size && size >= identifierMin && (mayBeId || isHex || size >= longMin)
        if (digits > 0 && digits === size) to = segment + openBrace.copy(this.#scratch, segment)
        segment = to + 1
        digits = 0
        mayBeId = false
        isHex = true
      } else if (unit >= 48 && unit <= 57) digits += 1
      else if (unit === 64 || unit === 63 || unit === 35 || unit === 0) odd = true
      else if (unit === underscore) mayBeId = true
      else if ((unit | 32) < 97 || (unit | 32) > 102) isHex = false
      this.#scratch[to++] = unit
      if (to > lengthMax + 2) odd = true
    }
    if (odd || to - 2 > lengthMax) return this.#writeText(endpointPattern(unpackText(source, start) ?? ''))
    this.#scratch[0] = 32 + to - 2
    return to - 1
  }

  #writeText(text: string): number {
    const most = packedBytesMax(text)
    if (most > this.#scratch.length) this.#scratch = Buffer.alloc(most)
    return packText(this.#scratch, 0, text)
  }

  #numberOf(label: RollupLabel): number {
    const name = `${label.facet}\n${label.value}`
    const known = this.#numbers.get(name)
    if (known !== undefined) return known
    this.#labels.push(label)
    this.#names.push(facetName(label.facet, label.value))
    this.#numbers.set(name, this.#labels.length - 1)
    return this.#labels.length - 1
  }
}
