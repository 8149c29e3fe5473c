import { compilePolicy } from '../policies/compile-policy.ts'
import type { KeyPolicy, KeyPolicySource } from '../policies/key-policy.ts'
import type { KeyState } from '../verdicts/decide.ts'
import {
  type Digests,
  digestWords,
  readDigestBytes,
  readDigestText,
  SlotHash,
  slotHashSeedWords,
} from './digest.ts'
import { InternedValues } from './interned-values.ts'
import { type ApiFacts, KeyHomes } from './key-home.ts'
import { bytesPerRow, KeySegment, type SegmentRow } from './key-segment.ts'
import { KeySegments } from './key-segments.ts'
import { KeyView, keyStates } from './key-view.ts'
import { PolicyForms } from './policy-forms.ts'
import { ReadAhead } from './read-ahead.ts'
import { RecordStore, type RecordStoreOptions } from './record-store.ts'

/** One secret of one key, as stored. Instants in milliseconds UTC. */
export type KeyRecord = {
  /** SHA-256 of the token: 32 bytes. */
  digest: Uint8Array
  /** ASCII, up to 255 characters. */
  secretId: string
  keyId: string
  apiId: string
  organizationId: string
  environment: string
  state: KeyState
  endsAt: number | null
  expiresAt: number | null
  /** Cheapest where keys share one object that is frozen, lists included. */
  policy: KeyPolicySource
  /** The `key` of a verdict, ready to send: a JSON object with the key's own `scopes`. */
  publicJson: string
}

export type KeyTableOptions = {
  /** From how many rows on a part of the table is split in two; 32,768 unless given. */
  splitFrom?: number
  /** 17 random words that keep chosen digests from colliding; drawn from the platform unless given. */
  seed?: Int32Array
  /** How many secrets will be loaded, about: spares growing on the way. 0 unless given. */
  expectedSize?: number
} & RecordStoreOptions

/** Objects and array headers of a segment besides its rows, on V8. */
const bytesPerSegment = 700

/**
 * A complete replica of what verdicts need, in memory: because nothing is missing, a miss is an answer. Rows are
 * found by whole digest; APIs and organizations are written once and change all their keys.
 */
export class KeyTable {
  readonly #segments: KeySegments
  readonly #homes = new KeyHomes()
  readonly #policies = new InternedValues<KeyPolicy>({ bytesPerCharacter: 10 })
  readonly #forms = new PolicyForms()
  readonly #records: RecordStore
  readonly #ahead: ReadAhead
  readonly #words = new Int32Array(digestWords)
  readonly #view: KeyView
  #size = 0

  constructor(options: KeyTableOptions = {}) {
    const hash = new SlotHash(options.seed ?? crypto.getRandomValues(new Int32Array(slotHashSeedWords)))
    const { expectedSize = 0, splitFrom } = options
    this.#segments = new KeySegments(hash, { expectedSize, splitFrom })
    this.#records = new RecordStore(options)
    const nowhere = new KeySegment(hash, { depth: 0, expectedSize: 0 })
    this.#ahead = new ReadAhead({ segments: this.#segments, records: this.#records, segment: nowhere })
    this.#view = new KeyView({
      homes: this.#homes,
      records: this.#records,
      segment: nowhere,
      home: this.#homes.at(this.#homes.acquire({ apiId: '', organizationId: '', environment: '' })),
      policy: compilePolicy({
        scopes: [],
        allowedIps: [],
        allowedEndpoints: [],
        rateLimits: [],
        credits: false,
      }),
    })
  }

  /** Secrets in the table. */
  get size(): number {
    return this.#size
  }

  setApi(api: ApiFacts): void {
    this.#homes.setApi(api)
  }

  /** Keys of a removed API are denied as `disabled` until it is set again. */
  removeApi(id: string): void {
    this.#homes.removeApi(id)
  }

  /** Holds for all keys of the organization at once. */
  setOrganization(organization: {
    id: string
    suspended: boolean
    scopeCeiling: readonly string[] | null
  }): void {
    this.#homes.setOrganization(organization)
  }

  /** Keys of a removed organization are denied as `organization_suspended` until it is set again. */
  removeOrganization(id: string): void {
    this.#homes.removeOrganization(id)
  }

  /**
   * Inserts a secret, or replaces the one with the same digest. Answers the policy that it is decided by: an `invalid`
   * one denies. Throws `RangeError` for a malformed digest or id.
   */
  put(record: KeyRecord): KeyPolicy {
    if (!readDigestBytes(record.digest, this.#words)) throw new RangeError('A digest has 32 bytes.')
    this.#ahead.forget()
    const segment = this.#segments.of(this.#words)
    const row = this.#intern(record)
    const slot = segment.find(this.#words)
    if (slot < 0) {
      this.#segments.withRoom(this.#words).insert(this.#words, row)
      this.#size++
    } else {
      this.#releaseRow(segment, slot)
      segment.write(slot, row)
    }
    return this.#policies.get(row.policy)
  }

  remove(digest: Uint8Array): boolean {
    if (!readDigestBytes(digest, this.#words)) return false
    const segment = this.#segments.of(this.#words)
    const slot = segment.find(this.#words)
    if (slot < 0) return false
    this.#removeRow(segment, slot)
    return true
  }

  /**
   * Looks a secret up by the digest of its token, given as `crypto.hash('sha256', token, 'binary')` gives it.
   * The view is one reused object: see `KeyView`.
   */
  find(digest: string): KeyView | null {
    if (!readDigestText(digest, this.#words)) return null
    const segment = this.#segments.of(this.#words)
    return this.#viewOf(segment, segment.find(this.#words))
  }

  /** Looks many up at once, for `findAhead`; they must stay as they are until others are read ahead. */
  readAhead(digests: Digests): void {
    this.#ahead.of(digests)
  }

  /** `find` for one of those that were read ahead: as it is now, whatever has changed since. */
  findAhead(index: number): KeyView | null {
    const slot = this.#ahead.find(index)
    return this.#viewOf(this.#ahead.segment, slot)
  }

  /** Memory held, in bytes; JavaScript objects are estimated. Ids count with the JSON: verdicts do not read them. */
  memory(): { decidingBytes: number; jsonBytes: number } {
    let decidingBytes = this.#homes.bytes + this.#policies.bytes
    for (const segment of this.#segments.all())
      decidingBytes += bytesPerSegment + segment.capacity * bytesPerRow
    return { decidingBytes, jsonBytes: this.#records.bytes }
  }

  /**
   * Drops secrets whose end lies at or before `endedBefore` (milliseconds UTC; 90 days ago, so that their holders
   * got the right text for that long). Revoked secrets without an `endsAt` stay. Yields after each segment, so
   * that the caller decides when to go on; what is put or removed meanwhile is safe. Returns how many it dropped.
   */
  *sweep(input: { endedBefore: number }): Generator<void, number, void> {
    let dropped = 0
    for (const segment of this.#segments.all()) {
      dropped += this.#sweepSegment(segment, input.endedBefore)
      yield
    }
    return dropped
  }

  #sweepSegment(segment: KeySegment, endedBefore: number): number {
    const ended: Int32Array[] = []
    for (let slot = 0; slot < segment.capacity; slot++) {
      if (!segment.isOccupied(slot) || segment.endsAt(slot) > endedBefore) continue
      const words = new Int32Array(digestWords)
      segment.readDigest(slot, words)
      ended.push(words)
    }
    for (const words of ended) this.#removeRow(segment, segment.find(words))
    return ended.length
  }

  #viewOf(segment: KeySegment, slot: number): KeyView | null {
    if (slot < 0) return null
    const home = this.#homes.at(segment.homeAt(slot))
    this.#view.moveTo(segment, slot, home, this.#policies.get(segment.policyAt(slot)))
    return this.#view
  }

  #removeRow(segment: KeySegment, slot: number): void {
    this.#ahead.forget()
    this.#releaseRow(segment, slot)
    segment.removeAt(slot)
    this.#size--
  }

  #releaseRow(segment: KeySegment, slot: number): void {
    this.#records.remove(segment.recordAt(slot))
    this.#policies.release(segment.policyAt(slot))
    this.#homes.release(segment.homeAt(slot))
  }

  #intern(record: KeyRecord): SegmentRow {
    return {
      record: this.#records.add(record),
      policy: this.#policies.acquire(this.#forms.of(record.policy), () => compilePolicy(record.policy)),
      home: this.#homes.acquire(record),
      state: stateByte(record.state),
      endsAt: instant(record.endsAt),
      expiresAt: instant(record.expiresAt),
    }
  }
}

/** A state that is none (stored by other hands) denies. */
function stateByte(state: KeyState): number {
  const index = keyStates.indexOf(state)
  return (index < 0 ? keyStates.indexOf('disabled') : index) + 1
}

/** An instant that is none (stored by other hands) has passed; null is never. */
function instant(at: number | null): number {
  if (at === null) return Number.POSITIVE_INFINITY
  return Number.isFinite(at) ? at : Number.NEGATIVE_INFINITY
}
