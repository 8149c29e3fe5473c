import { amountsFlag, timeFlag } from './event-fields.ts'
import { entriesKind, eventEntry, headerBytes, outcomeEntry, sealFrame } from './journal-frame.ts'
import { idBytes, packEventId, packedBytesMax, packText, timeOfPackedId } from './packed-text.ts'
import type { Outcome, UsageEvent } from './usage-event.ts'

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
  #previous: UsageEvent | null = null

  get used(): number {
    return this.#used
  }

  get content(): Buffer {
    return this.#bytes
  }

  /** The event must not change afterwards. Throws a `TypeError` where its id is not an event's. */
  addEvent(event: UsageEvent): void {
    const start = this.#begin(fixedBytes + textBytesMax(event))
    const bytes = this.#bytes
    const id = start + 3
    if (!packEventId(bytes, id, event.id)) throw new TypeError('the id of an event is not one')
    let flags = changedFields(event, this.#previous)
    let at = id + idBytes
    if (event.at !== timeOfPackedId(bytes, id)) {
      flags |= timeFlag
      at = bytes.writeDoubleLE(event.at, at)
    }
    if (event.cost !== 1 || event.count !== 1) {
      flags |= amountsFlag
      at = bytes.writeDoubleLE(event.count, bytes.writeDoubleLE(event.cost, at))
    }
    bytes[start] = eventEntry
    bytes[start + 1] = flags & 0xff
    bytes[start + 2] = flags >>> 8
    at = packChanged(bytes, at, event, flags)
    const end = packText(bytes, at, event.path)
    this.#previous = event
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

  /** Completes what was added, so that it can be written. */
  seal(): void {
    if (this.#frame >= 0) sealFrame(this.#bytes, this.#frame, this.#used)
    this.#frame = -1
    this.#previous = null
  }

  clear(): void {
    this.#used = 0
    this.#frame = -1
    this.#previous = null
    if (this.#bytes.length > ordinaryBytes) this.#bytes = Buffer.allocUnsafeSlow(ordinaryBytes)
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

/** The bits of the shared fields, in their order, that are not as in the event before. */
function changedFields(event: UsageEvent, previous: UsageEvent | null): number {
  if (previous === null) return (1 << 14) - 1
  let changed = 0
  if (event.organizationId !== previous.organizationId) changed |= 1
  if (event.apiId !== previous.apiId) changed |= 1 << 1
  if (event.keyId !== previous.keyId) changed |= 1 << 2
  if (event.secretId !== previous.secretId) changed |= 1 << 3
  if (event.environment !== previous.environment) changed |= 1 << 4
  if (event.code !== previous.code) changed |= 1 << 5
  if (event.method !== previous.method) changed |= 1 << 6
  if (event.ip !== previous.ip) changed |= 1 << 7
  if (event.country !== previous.country) changed |= 1 << 8
  if (event.userAgent !== previous.userAgent) changed |= 1 << 9
  if (event.origin !== previous.origin) changed |= 1 << 10
  if (event.callerKeyId !== previous.callerKeyId) changed |= 1 << 11
  if (event.asOf !== previous.asOf) changed |= 1 << 12
  if (event.nodeId !== previous.nodeId) changed |= 1 << 13
  return changed
}

function packChanged(target: Buffer, offset: number, event: UsageEvent, flags: number): number {
  let at = offset
  if (flags & 1) at = packText(target, at, event.organizationId)
  if (flags & (1 << 1)) at = packText(target, at, event.apiId)
  if (flags & (1 << 2)) at = packText(target, at, event.keyId)
  if (flags & (1 << 3)) at = packText(target, at, event.secretId)
  if (flags & (1 << 4)) at = packText(target, at, event.environment)
  if (flags & (1 << 5)) at = packText(target, at, event.code)
  if (flags & (1 << 6)) at = packText(target, at, event.method)
  if (flags & (1 << 7)) at = packText(target, at, event.ip)
  if (flags & (1 << 8)) at = packText(target, at, event.country)
  if (flags & (1 << 9)) at = packText(target, at, event.userAgent)
  if (flags & (1 << 10)) at = packText(target, at, event.origin)
  if (flags & (1 << 11)) at = packText(target, at, event.callerKeyId)
  if (flags & (1 << 12)) at = packText(target, at, event.asOf)
  if (flags & (1 << 13)) at = packText(target, at, event.nodeId)
  return at
}

function textBytesMax(event: UsageEvent): number {
  return (
    packedBytesMax(event.organizationId) +
    packedBytesMax(event.apiId) +
    packedBytesMax(event.keyId) +
    packedBytesMax(event.secretId) +
    packedBytesMax(event.environment) +
    packedBytesMax(event.code) +
    packedBytesMax(event.method) +
    packedBytesMax(event.path) +
    packedBytesMax(event.ip) +
    packedBytesMax(event.country) +
    packedBytesMax(event.userAgent) +
    packedBytesMax(event.origin) +
    packedBytesMax(event.callerKeyId) +
    packedBytesMax(event.asOf) +
    packedBytesMax(event.nodeId)
  )
}
