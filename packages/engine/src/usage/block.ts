import { constants, zstdCompressSync, zstdDecompressSync } from 'node:zlib'
import { idBytes } from '../ids/base32.ts'
import type { UsageEventRow } from '../storage/tables.ts'
import { type SharedField, sharedFields, toEventRow } from './event-fields.ts'
import { packedEnd, timeOfPackedId, unpackEventId, unpackText } from './packed-text.ts'

/**
 * The body of a block: the byte 1, the number of events (u16 LE), flags, the texts that are in it, the columns of
 * shared fields as places among these texts, the bytes of the ids (all first bytes, all second ones, …), times and
 * amounts where the flags say so (f64 LE), and the paths. Long bodies are compressed with Zstandard (RFC 8878), whose
 * frames begin with another byte.
 */
export const blockVersion = 1
export const hasTimes = 1
export const hasAmounts = 2
/** Instead of one place for each event: all have that of the first. */
export const oneForAll = 1

const zstdFirstByte = 0x28

/** Below this, compressing costs more than it saves. */
const compressedBytesMin = 2_048

const fastest = { params: { [constants.ZSTD_c_compressionLevel]: 1 } }

/** The body as it is stored, in memory of its own. */
export function packBody(body: Buffer): Buffer {
  return body.length < compressedBytesMin ? Buffer.from(body) : zstdCompressSync(body, fastest)
}

export type BlockCondition = { column: SharedField; value: string }

/** Of ids: `first` is included, `before` is not. */
export type IdBounds = { first: string; before: string }

/** The events of a block that meet all conditions and lie within the bounds; of others no row is made. */
export function decodeBlock(
  stored: Buffer,
  conditions: readonly BlockCondition[] = [],
  bounds?: IdBounds,
): UsageEventRow[] {
  const block = openBody(stored)
  const events = block.matching(conditions)
  return block.rows(bounds ? block.within(events, bounds) : events)
}

/** The events of a block that have one of these ids. */
export function findInBlock(stored: Buffer, ids: ReadonlyMap<string, unknown>): UsageEventRow[] {
  const block = openBody(stored)
  return block.rows(block.withIds(ids))
}

function openBody(stored: Buffer): BlockBody {
  const body = stored[0] === zstdFirstByte ? zstdDecompressSync(stored) : stored
  if (body[0] !== blockVersion) throw new RangeError('a block of the usage log is of another version')
  return new BlockBody(body)
}

/** One body while it is read. */
class BlockBody {
  readonly #body: Buffer
  readonly #count: number
  readonly #flags: number
  readonly #texts: (string | null)[] = []
  readonly #columns: number[] = []
  readonly #ids: number
  readonly #id = Buffer.alloc(idBytes)

  constructor(body: Buffer) {
    this.#body = body
    this.#count = body.readUInt16LE(1)
    this.#flags = body[3] ?? 0
    let at = 6
    for (let left = body.readUInt16LE(4); left > 0; left--) {
      this.#texts.push(unpackText(body, at))
      at = packedEnd(body, at)
    }
    for (let place = 0; place < sharedFields.length; place++) {
      this.#columns.push(at)
      at += body[at] === oneForAll ? 3 : 1 + 2 * this.#count
    }
    this.#ids = at
  }

  matching(conditions: readonly BlockCondition[]): number[] {
    const checks: ((event: number) => boolean)[] = []
    for (const { column, value } of conditions) {
      const field = sharedFields.indexOf(column)
      const number = this.#texts.indexOf(value)
      if (number === -1) return []
      checks.push(event => this.#numberOf(field, event) === number)
    }
    const events: number[] = []
    for (let event = 0; event < this.#count; event++)
      if (checks.every(isMet => isMet(event))) events.push(event)
    return events
  }

  within(events: readonly number[], { first, before }: IdBounds): number[] {
    return events.filter(event => {
      const id = this.#idOf(event)
      return id >= first && id < before
    })
  }

  withIds(ids: ReadonlyMap<string, unknown>): number[] {
    const events: number[] = []
    for (let event = 0; event < this.#count; event++) if (ids.has(this.#idOf(event))) events.push(event)
    return events
  }

  /** The rows of these events, which are in ascending order. */
  rows(events: readonly number[]): UsageEventRow[] {
    let at = this.#pathsStart()
    let reached = 0
    return events.map(event => {
      for (; reached < event; reached++) at = packedEnd(this.#body, at)
      return this.#row(event, at)
    })
  }

  #row(event: number, path: number): UsageEventRow {
    const id = this.#idOf(event)
    const own = {
      id,
      at: this.#flags & hasTimes ? this.#double(0, event) : timeOfPackedId(this.#id, 0),
      cost: this.#flags & hasAmounts ? this.#double(this.#amountsColumn(), event) : 1,
      count: this.#flags & hasAmounts ? this.#double(this.#amountsColumn() + 1, event) : 1,
      path: unpackText(this.#body, path),
    }
    return toEventRow(own, field => this.#texts[this.#numberOf(field, event)] ?? null)
  }

  /** Leaves the bytes of the id behind too. */
  #idOf(event: number): string {
    for (let i = 0; i < idBytes; i++) this.#id[i] = this.#body[this.#ids + i * this.#count + event] ?? 0
    return unpackEventId(this.#id, 0)
  }

  #numberOf(field: number, event: number): number {
    const at = this.#columns[field] ?? 0
    return this.#body.readUInt16LE(this.#body[at] === oneForAll ? at + 1 : at + 1 + 2 * event)
  }

  #amountsColumn(): number {
    return this.#flags & hasTimes ? 1 : 0
  }

  #double(column: number, event: number): number {
    return this.#body.readDoubleLE(this.#ids + this.#count * (idBytes + 8 * column) + 8 * event)
  }

  #pathsStart(): number {
    const doubles = (this.#flags & hasTimes ? 1 : 0) + (this.#flags & hasAmounts ? 2 : 0)
    return this.#ids + this.#count * (idBytes + 8 * doubles)
  }
}
