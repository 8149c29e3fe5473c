import { idBytes } from '../ids/base32.ts'
import { amountsFlag, place, timeFlag } from './event-fields.ts'
import { entriesKind, eventEntry, headerBytes, outcomeEntry, sealFrame } from './journal-frame.ts'
import { packEventId, packedBytesMax, packStoredId, packText, timeOfPackedId } from './packed-text.ts'
import type { CallFacts, EventFacts, KeyEvent, Outcome, UsageEvent } from './usage-event.ts'

const ordinaryBytes = 1024 * 1024
/** A frame is read and checked whole, so that it has to end some time. */
const frameBytes = 64 * 1024

/** Entry, flags, id, time and amounts. */
const fixedBytes = 1 + 2 + idBytes + 8 + 16

/** Events and outcomes as the journal holds them, straight into the memory that will be written. */
export class FrameWriter {
  #bytes = Buffer.allocUnsafeSlow(ordinaryBytes)
  #used = 0
  /** Where the open frame begins; -1 when none is open. */
  #frame = -1
  #previous: EventFacts | null = null
  /**
   * Where the ids of the key and secret before stand packed; -1 before the first of a frame. They move with `#previous`
   * when an entry is whole: what is left of one that threw is overwritten.
   */
  #keyAt = -1
  #secretAt = -1
  /** The call whose texts were measured last. */
  #measured: CallFacts | null = null
  #callBytesMax = 0
  readonly #id = Buffer.alloc(idBytes)

  get used(): number {
    return this.#used
  }

  get content(): Buffer {
    return this.#bytes
  }

  /** Throws a `TypeError` where its id is not an event's. */
  addEvent(event: UsageEvent): void {
    const { id, keyId, secretId } = event
    if (!packEventId(this.#id, 0, id)) throw new TypeError('the id of an event is not one')
    const bytes = Buffer.from(`${secretId ?? ''}${keyId ?? ''}`, 'latin1')
    const keyIdAt = secretId?.length ?? 0
    const ids = { bytes, secretIdAt: 0, keyIdAt, end: bytes.length }
    const { organizationId, apiId, environment, code } = event
    this.addKeyEvent({ id: this.#id, ids, facts: { organizationId, apiId, environment, code, call: event } })
  }

  /** The facts must not change afterwards. */
  addKeyEvent({ id, ids, facts }: KeyEvent): void {
    const { call } = facts
    const start = this.#begin(fixedBytes + (ids.end - ids.secretIdAt) + 10 + this.#textBytesMax(facts))
    const bytes = this.#bytes
    for (let index = 0; index < idBytes; index++) bytes[start + 3 + index] = id[index] ?? 0
    let flags = changedFields(facts, this.#previous)
    let at = start + 3 + idBytes
    if (call.at !== timeOfPackedId(bytes, start + 3)) {
      flags |= timeFlag
      at = bytes.writeDoubleLE(call.at, at)
    }
    if (call.cost !== 1 || call.count !== 1) {
      flags |= amountsFlag
      at = bytes.writeDoubleLE(call.count, bytes.writeDoubleLE(call.cost, at))
    }
    at = packPlace(bytes, at, facts, flags)
    const keyEnd = packStoredId(bytes, at, ids.bytes, { start: ids.keyIdAt, end: ids.end })
    let keyAt = this.#keyAt
    if (!isSame(bytes, keyAt, at, keyEnd)) {
      flags |= 1 << place.key
      keyAt = at
      at = keyEnd
    }
    const secretEnd = packStoredId(bytes, at, ids.bytes, { start: ids.secretIdAt, end: ids.keyIdAt })
    let secretAt = this.#secretAt
    if (!isSame(bytes, secretAt, at, secretEnd)) {
      flags |= 1 << place.secret
      secretAt = at
      at = secretEnd
    }
    const end = packText(bytes, packRequest(bytes, at, facts, flags), call.path)
    bytes[start] = eventEntry
    bytes[start + 1] = flags & 0xff
    bytes[start + 2] = flags >>> 8
    this.#previous = facts
    this.#keyAt = keyAt
    this.#secretAt = secretAt
    this.#end(end)
  }

  addOutcome({ verificationId, status, durationMs, reportedAt, reach }: Outcome): void {
    const texts = packedBytesMax(reach.organizationId) + packedBytesMax(reach.apiId)
    const start = this.#begin(fixedBytes + texts)
    const bytes = this.#bytes
    if (!packEventId(bytes, start + 1, verificationId))
      throw new TypeError('the id of a verification is not one')
    bytes[start] = outcomeEntry
    let at = bytes.writeUInt16LE(status, start + 1 + idBytes)
    at = bytes.writeDoubleLE(durationMs ?? Number.NaN, at)
    at = bytes.writeDoubleLE(reportedAt, at)
    this.#end(packText(bytes, packText(bytes, at, reach.organizationId), reach.apiId))
  }

  #textBytesMax({ organizationId, apiId, environment, code, call }: EventFacts): number {
    if (call !== this.#measured) {
      this.#callBytesMax = callBytesMax(call)
      this.#measured = call
    }
    const places = packedBytesMax(organizationId) + packedBytesMax(apiId) + packedBytesMax(environment)
    return places + packedBytesMax(code) + this.#callBytesMax
  }

  /** Completes what was added, so that it can be written. */
  seal(): void {
    if (this.#frame >= 0) sealFrame(this.#bytes, this.#frame, this.#used)
    this.#forget()
  }

  clear(): void {
    this.#used = 0
    this.#forget()
    if (this.#bytes.length > ordinaryBytes) this.#bytes = Buffer.allocUnsafeSlow(ordinaryBytes)
  }

  /** No frame is open: what the next one holds is written out. */
  #forget(): void {
    this.#frame = -1
    this.#previous = null
    this.#keyAt = -1
    this.#secretAt = -1
  }

  /** Where the next entry goes; nothing counts before `#end`. */
  #begin(entryBytesMax: number): number {
    const isOpen = this.#frame >= 0
    const start = isOpen ? this.#used : this.#used + headerBytes + 1
    if (start + entryBytesMax > this.#bytes.length) this.#grow(start + entryBytesMax)
    return start
  }

  #end(end: number): void {
    if (this.#frame < 0) {
      this.#frame = this.#used
      this.#bytes[this.#frame + headerBytes] = entriesKind
    }
    this.#used = end
    if (end - this.#frame >= frameBytes) this.seal()
  }

  #grow(needed: number): void {
    const larger = Buffer.allocUnsafeSlow(Math.max(needed, this.#bytes.length * 2))
    this.#bytes.copy(larger, 0, 0, this.#used)
    this.#bytes = larger
  }
}

/** Whether the text packed from `at` to `end` is the one packed at `before`. */
function isSame(bytes: Buffer, before: number, at: number, end: number): boolean {
  if (before < 0) return false
  for (let from = end - 1, to = before + end - at - 1; from >= at; from--, to--)
    if (bytes[from] !== bytes[to]) return false
  return true
}

/** The bits of the shared fields, in their order and but for the ids, that are not as in the event before. */
function changedFields(event: EventFacts, previous: EventFacts | null): number {
  if (previous === null) return ((1 << 14) - 1) & ~((1 << place.key) | (1 << place.secret))
  let changed = 0
  if (event.organizationId !== previous.organizationId) changed |= 1
  if (event.apiId !== previous.apiId) changed |= 1 << 1
  if (event.environment !== previous.environment) changed |= 1 << 4
  if (event.code !== previous.code) changed |= 1 << 5
  const { call } = event
  const before = previous.call
  if (call === before) return changed
  if (call.method !== before.method) changed |= 1 << 6
  if (call.ip !== before.ip) changed |= 1 << 7
  if (call.country !== before.country) changed |= 1 << 8
  if (call.userAgent !== before.userAgent) changed |= 1 << 9
  if (call.origin !== before.origin) changed |= 1 << 10
  if (call.callerKeyId !== before.callerKeyId) changed |= 1 << 11
  if (call.asOf !== before.asOf) changed |= 1 << 12
  if (call.nodeId !== before.nodeId) changed |= 1 << 13
  return changed
}

/** Those before the key. */
function packPlace(target: Buffer, offset: number, event: EventFacts, flags: number): number {
  let at = offset
  if (flags & 1) at = packText(target, at, event.organizationId)
  if (flags & (1 << 1)) at = packText(target, at, event.apiId)
  return at
}

/** Those after the secret. */
function packRequest(target: Buffer, offset: number, event: EventFacts, flags: number): number {
  const { environment, code, call } = event
  let at = offset
  if (flags & (1 << 4)) at = packText(target, at, environment)
  if (flags & (1 << 5)) at = packText(target, at, code)
  if (flags & (1 << 6)) at = packText(target, at, call.method)
  if (flags & (1 << 7)) at = packText(target, at, call.ip)
  if (flags & (1 << 8)) at = packText(target, at, call.country)
  if (flags & (1 << 9)) at = packText(target, at, call.userAgent)
  if (flags & (1 << 10)) at = packText(target, at, call.origin)
  if (flags & (1 << 11)) at = packText(target, at, call.callerKeyId)
  if (flags & (1 << 12)) at = packText(target, at, call.asOf)
  if (flags & (1 << 13)) at = packText(target, at, call.nodeId)
  return at
}

function callBytesMax(call: CallFacts): number {
  return (
    packedBytesMax(call.method) +
    packedBytesMax(call.path) +
    packedBytesMax(call.ip) +
    packedBytesMax(call.country) +
    packedBytesMax(call.userAgent) +
    packedBytesMax(call.origin) +
    packedBytesMax(call.callerKeyId) +
    packedBytesMax(call.asOf) +
    packedBytesMax(call.nodeId)
  )
}
