import type { RollupFacet, RollupLevel } from './tables.ts'
import { measureNames, type RollupMeasures } from './usage-sink.ts'

/**
 * The sums of a row of rollups by endpoint and by country, packed: entries in the order of their names, each the length
 * of the name (u16 LE), the name, the length of the sums (u8), and the sums: bits that say which are not 0 (u16 LE),
 * counts as varints, milliseconds as f64 LE. A name is the byte of its facet and the value in UTF-8.
 */
export type FacetEntry = { name: Buffer; sums: readonly number[] }

export type FacetSums = RollupMeasures & { value: string }

/** What endpoints count as where as many are told apart already as there may be. */
const otherEndpoint = 'other'

/** How many endpoints are told apart in a row; callers choose paths, so there may be any number. */
export const endpointsMax: { [level in RollupLevel]: number } = { key: 100, organization: 500, api: 1_000 }

const facetBytes = { endpoint: 1, country: 2 } as const satisfies { [facet in RollupFacet]: number }
/** The name of all other endpoints together, which comes last. */
const restByte = 3
const restName = Buffer.from([restByte])
const nothing = Buffer.alloc(0)

const countsEnd = measureNames.indexOf('duration_ms_sum')
const maxAt = measureNames.indexOf('duration_ms_max')
/** More bytes of a varint are no count: a double could not hold it. */
const countBytesMax = 8
/** Two counts added up may need a byte more. */
const sumsBytesMax = 2 + countsEnd * (countBytesMax + 1) + (measureNames.length - countsEnd) * 8

export function facetName(facet: RollupFacet, value: string): Buffer {
  return Buffer.concat([Buffer.from([facetBytes[facet]]), Buffer.from(value)])
}

/** Packs entries that are in the order of their names, each of which has one. */
export function packFacets(entries: readonly FacetEntry[]): Buffer {
  writer.start()
  for (const { name, sums } of entries) writer.add(name, 0, name.length, sums)
  return writer.take()
}

/**
 * Adds what is new to what is stored; endpoints that are new and too many become `other`. What is stored and cannot be
 * read is told of and counts as nothing: a row that is damaged must not keep all others from being counted.
 */
export function mergeFacets(
  stored: Buffer,
  added: Buffer,
  endpoints: number,
  onDamaged: () => void = () => {},
): Buffer {
  const known = endpointsIn(stored)
  if (known === null) onDamaged()
  const [one, two] = [new FacetCursor(known === null ? nothing : stored), new FacetCursor(added)]
  const rest = newSums()
  let room = endpoints - (known ?? 0)
  writer.start()
  one.next()
  two.next()
  while (one.isOpen || two.isOpen) {
    const order = orderOf(one, two)
    const isNew = order > 0
    const from = isNew ? two : one
    if (from.facet === restByte || (isNew && from.facet === facetBytes.endpoint && room-- <= 0)) {
      from.addTo(rest)
      if (order === 0) two.addTo(rest)
    } else if (order === 0) writer.addBoth(one, two)
    else writer.copy(from)
    if (order <= 0) one.next()
    if (order >= 0) two.next()
  }
  if (rest.some(sum => sum !== 0)) writer.add(restName, 0, restName.length, rest)
  return writer.take()
}

/** The sums of one facet; none, and told of, where they cannot be read. */
export function unpackFacets(
  body: Buffer,
  facet: RollupFacet,
  onDamaged: () => void = () => {},
): FacetSums[] {
  if (endpointsIn(body) === null) {
    onDamaged()
    return []
  }
  const found: FacetSums[] = []
  const cursor = new FacetCursor(body)
  while (cursor.next()) {
    const isRest = facet === 'endpoint' && cursor.facet === restByte
    if (!isRest && cursor.facet !== facetBytes[facet]) continue
    const sums = newSums()
    cursor.addTo(sums)
    found.push({ value: isRest ? otherEndpoint : cursor.value, ...measuresOf(sums) })
  }
  return found
}

function measuresOf(sums: number[]): RollupMeasures {
  const measures = {} as RollupMeasures
  for (let which = 0; which < measureNames.length; which++) {
    const name = measureNames[which]
    if (name !== undefined) measures[name] = sums[which] ?? 0
  }
  return measures
}

function newSums(): number[] {
  return measureNames.map(() => 0)
}

/** How many endpoints are told apart; null where these are not packed entries from the first byte to the last. */
function endpointsIn(body: Buffer): number | null {
  let count = 0
  const cursor = new FacetCursor(body)
  while (cursor.next()) {
    if (!cursor.isWhole()) return null
    if (cursor.facet === facetBytes.endpoint) count += 1
  }
  return count
}

function orderOf(one: FacetCursor, two: FacetCursor): number {
  if (!one.isOpen) return 1
  if (!two.isOpen) return -1
  return one.body.compare(two.body, two.name, two.nameEnd, one.name, one.nameEnd)
}

/** Goes through packed entries, of which all have to be whole but for `next` and `isWhole`. */
class FacetCursor {
  readonly body: Buffer
  start = 0
  name = 0
  nameEnd = 0
  end = 0

  constructor(body: Buffer) {
    this.body = body
  }

  get isOpen(): boolean {
    return this.start < this.body.length
  }

  get facet(): number {
    return this.body[this.name] ?? 0
  }

  get value(): string {
    return this.body.toString('utf8', this.name + 1, this.nameEnd)
  }

  /** Goes to the next entry; false where there is none. */
  next(): boolean {
    this.start = this.end
    if (!this.isOpen) return false
    this.name = this.start + 2
    this.nameEnd = this.name + (this.body[this.start] ?? 0) + (this.body[this.start + 1] ?? 0) * 256
    this.end = this.nameEnd + 1 + (this.body[this.nameEnd] ?? 0)
    return true
  }

  /** Whether the entry is one, with a name and sums that end where it says. */
  isWhole(): boolean {
    const { body, name, nameEnd, end, facet } = this
    if (end > body.length || nameEnd === name || facet < 1 || facet > restByte || end < nameEnd + 3)
      return false
    const flags = body.readUInt16LE(nameEnd + 1)
    if (flags >>> measureNames.length !== 0) return false
    let at = nameEnd + 3
    for (let which = 0; which < measureNames.length; which++) {
      if (!(flags & (1 << which))) continue
      const from = at
      if (which >= countsEnd) {
        at += 8
        if (at > end || !Number.isFinite(body.readDoubleLE(from))) return false
      } else {
        while (at < end && (body[at] ?? 0) > 127) at += 1
        at += 1
        if (at - from > countBytesMax) return false
      }
    }
    return at === end
  }

  addTo(sums: number[]): void {
    const flags = this.body.readUInt16LE(this.nameEnd + 1)
    let at = this.nameEnd + 3
    for (let which = 0; which < measureNames.length; which++) {
      if (!(flags & (1 << which))) continue
      let value = 0
      if (which >= countsEnd) {
        value = this.body.readDoubleLE(at)
        at += 8
      } else {
        let unit = 1
        for (; (this.body[at] ?? 0) > 127; at++, unit *= 128) value += ((this.body[at] ?? 0) - 128) * unit
        value += (this.body[at++] ?? 0) * unit
      }
      const sum = sums[which] ?? 0
      sums[which] = which === maxAt ? Math.max(sum, value) : sum + value
    }
  }
}

/** Where packed entries are put together; its memory is used again. */
class FacetWriter {
  #bytes = Buffer.allocUnsafeSlow(64 * 1024)
  #at = 0
  readonly #sums = newSums()

  /** Forgets what was added, also by a call that failed. */
  start(): void {
    this.#at = 0
  }

  /** An entry whose name lies in `source`. */
  add(source: Buffer, name: number, nameEnd: number, sums: readonly number[]): void {
    this.#reserve(nameEnd - name + 3 + sumsBytesMax)
    const bytes = this.#bytes
    let at = bytes.writeUInt16LE(nameEnd - name, this.#at)
    at += source.copy(bytes, at, name, nameEnd)
    this.#at = this.#writeSums(sums, at + 1)
    bytes[at] = this.#at - at - 1
  }

  addBoth(one: FacetCursor, two: FacetCursor): void {
    this.#sums.fill(0)
    one.addTo(this.#sums)
    two.addTo(this.#sums)
    this.add(one.body, one.name, one.nameEnd, this.#sums)
  }

  copy({ body, start, end }: FacetCursor): void {
    this.#reserve(end - start)
    this.#at += body.copy(this.#bytes, this.#at, start, end)
  }

  /** What was added, in memory of its own. */
  take(): Buffer {
    return Buffer.from(this.#bytes.subarray(0, this.#at))
  }

  #writeSums(sums: readonly number[], start: number): number {
    const bytes = this.#bytes
    let flags = 0
    let at = start + 2
    for (let which = 0; which < measureNames.length; which++) {
      let value = sums[which] ?? 0
      if (value === 0) continue
      flags |= 1 << which
      if (which >= countsEnd) at = bytes.writeDoubleLE(value, at)
      else {
        for (; value > 127; value = Math.floor(value / 128)) bytes[at++] = 128 + (value % 128)
        bytes[at++] = value
      }
    }
    bytes.writeUInt16LE(flags, start)
    return at
  }

  #reserve(more: number): void {
    if (this.#at + more <= this.#bytes.length) return
    const larger = Buffer.allocUnsafeSlow(Math.max(this.#at + more, this.#bytes.length * 2))
    this.#bytes.copy(larger, 0, 0, this.#at)
    this.#bytes = larger
  }
}

const writer = new FacetWriter()
