import type { Clock } from '../clock/clock.ts'
import type { EngineLog } from '../clock/engine-log.ts'
import { EngineError } from '../errors/engine-error.ts'
import { JournalBuffer } from './journal-buffer.ts'
import type { JournalLock } from './journal-lock.ts'
import { JournalProgress } from './journal-progress.ts'
import { JournalSegment, type SegmentOptions } from './journal-segment.ts'
import type { KeyEvent, Outcome, UsageEvent } from './usage-event.ts'

export type JournalStats = { writtenBytes: number; shippedBytes: number; backlogBytes: number }

export type JournalState = {
  id: string
  directory: string
  lock: JournalLock
  segment: SegmentOptions
  segmentBytes: number
  maxBacklogBytes: number
  clock: Clock
  log: EngineLog
}

/** After a second failure in a row, appends are refused for so long before the disk is tried again. */
const pauseMs = 250
/** So long a failure is told to health checks, which keep the requests away that would show that it is over. */
const toldMs = 5_000

/**
 * The local file that an event must be in before its verdict is answered. One write is in flight at a time; what is
 * appended meanwhile, or in the same turn of the event loop, joins the next one and shares its promise. A turn lies
 * between two writes, so that answers which bring the next events at once hold up nobody.
 */
export class Journal {
  readonly id: string
  readonly progress = new JournalProgress()
  readonly #state: JournalState
  readonly #maxBacklogBytes: number
  #collecting = new JournalBuffer()
  #writing = new JournalBuffer()
  #segment: JournalSegment | null = null
  #nextStart = 0
  #written = 0
  #shippedSeen = 0
  /** Set while a write is due or in flight. */
  #busy: PromiseWithResolvers<void> | null = null
  #failuresInRow = 0
  #pausedUntil = 0
  #failure: EngineError | null = null
  #failedAt = 0
  #closed: Promise<void> | null = null
  readonly #drain = (): Promise<void> => this.#writeCollected()

  constructor(state: JournalState) {
    this.id = state.id
    this.#state = state
    this.#maxBacklogBytes = state.maxBacklogBytes
  }

  /**
   * Adds an event. The promise resolves when it is written (at `power-loss`: synced), and rejects with
   * `storage_full` or `storage_unavailable` when it could not be. Throws `refusal()` if there is one. The event is
   * written at once and must not change afterwards.
   */
  append(event: UsageEvent): Promise<void> {
    this.#assertOpen()
    this.#collecting.frames.addEvent(event)
    return this.#begun()
  }

  /** The same for the event of a known key, without a text of its ids. */
  appendKeyEvent(event: KeyEvent): Promise<void> {
    this.#assertOpen()
    this.#collecting.frames.addKeyEvent(event)
    return this.#begun()
  }

  appendOutcome(outcome: Outcome): Promise<void> {
    this.#assertOpen()
    this.#collecting.frames.addOutcome(outcome)
    return this.#begun()
  }

  /** False when an append would be refused now; asked before anything is spent on a verification. */
  hasRoom(): boolean {
    return this.refusal() === null
  }

  /** Why an append would be refused now: `overloaded`, or what the last writes failed with. */
  refusal(): EngineError | null {
    if (this.#written + this.#collecting.used - this.#shippedSeen >= this.#maxBacklogBytes) {
      this.#shippedSeen = this.progress.shipped
      if (this.#written + this.#collecting.used - this.#shippedSeen >= this.#maxBacklogBytes)
        return overloaded()
    }
    if (this.#failure === null) return null
    return this.#pausedUntil > this.#state.clock.monotonic() ? this.#failure : null
  }

  /** Why this node should get no traffic: what `refusal` says, or a write that failed a moment ago. */
  problem(): EngineError | null {
    const refusal = this.refusal()
    if (refusal !== null || this.#state.clock.monotonic() - this.#failedAt >= toldMs) return refusal
    return this.#failure
  }

  stats(): JournalStats {
    const shippedBytes = this.progress.shipped
    return { writtenBytes: this.#written, shippedBytes, backlogBytes: this.#written - shippedBytes }
  }

  /** Resolves when everything appended so far is written or has been refused. */
  async settled(): Promise<void> {
    await this.#busy?.promise
  }

  /** Writes what was appended, refuses more, and lets others read the journal to its end. */
  close(): Promise<void> {
    this.#closed ??= this.#finish()
    return this.#closed
  }

  #assertOpen(): void {
    const refusal = this.#closed ? closed() : this.refusal()
    if (refusal) throw refusal
  }

  /** Sees to it that what was added is written; the promise of that. */
  #begun(): Promise<void> {
    if (this.#busy === null) {
      this.#busy = Promise.withResolvers()
      setImmediate(this.#drain)
    }
    return this.#collecting.written
  }

  async #writeCollected(): Promise<void> {
    const batch = this.#collecting
    this.#collecting = this.#writing
    this.#writing = batch
    batch.frames.seal()
    const error = await this.#write(batch).then(() => null, toError)
    if (error) await this.#recover(batch, error)
    else this.#accept(batch)
    if (this.#collecting.used > 0) setImmediate(this.#drain)
    else {
      this.#busy?.resolve()
      this.#busy = null
    }
  }

  async #write(batch: JournalBuffer): Promise<void> {
    if (this.#segment && this.#segment.end - this.#segment.start >= this.#state.segmentBytes) {
      const full = this.#segment
      this.#nextStart = full.end
      this.#segment = null
      await full.close()
    }
    this.#segment ??= await JournalSegment.create(this.#nextStart, this.#state.segment)
    await this.#segment.write(batch.frames.content, batch.used)
  }

  #accept(batch: JournalBuffer): void {
    this.#written = this.#segment?.end ?? this.#written
    this.progress.written = this.#written
    if (this.#failure) this.#state.log.info({ journalId: this.id }, 'The usage journal is written again.')
    this.#failure = null
    this.#failuresInRow = 0
    batch.settle(null)
  }

  /**
   * After a failed sync the page cache may claim what the disk does not hold, and after a failed write half a record
   * may stand in the file: it is never written again, and the next segment starts past anything that may be in it.
   */
  async #recover(batch: JournalBuffer, cause: Error): Promise<void> {
    this.#failuresInRow += 1
    this.#failure = failure(cause)
    this.#failedAt = this.#state.clock.monotonic()
    this.#state.log.error({ journalId: this.id, err: cause }, 'The usage journal could not be written.')
    if (this.#segment) {
      this.#nextStart = this.#segment.end + batch.used
      const failed = this.#segment
      this.#segment = null
      await failed.abandon()
    } else {
      // The name may be taken by now.
      this.#nextStart += 1
    }
    if (this.#failuresInRow > 1) this.#pausedUntil = this.#state.clock.monotonic() + pauseMs
    batch.settle(this.#failure)
  }

  async #finish(): Promise<void> {
    await this.settled()
    await this.#segment?.close().catch(() => undefined)
    this.#segment = null
    this.#state.lock.release()
  }
}

function toError(error: unknown): Error {
  return error instanceof Error ? error : new Error(String(error))
}

const retryAfterSeconds = 1

function overloaded(): EngineError {
  const text = 'More usage is waiting to be stored than this node may hold. Try again shortly.'
  return new EngineError('overloaded', text, { retryAfterSeconds })
}

function closed(): EngineError {
  return new EngineError('overloaded', 'This node is stopping. Try again on another one.', {
    retryAfterSeconds,
  })
}

const fullDisk = new Set(['ENOSPC', 'EDQUOT', 'EFBIG'])

function failure(cause: Error): EngineError {
  if (fullDisk.has((cause as NodeJS.ErrnoException).code ?? '')) {
    return new EngineError('storage_full', 'The disk that usage is written to is full.', {
      cause,
      retryAfterSeconds,
    })
  }
  const text = 'Usage cannot be written to disk at the moment. Try again shortly.'
  return new EngineError('storage_unavailable', text, { cause, retryAfterSeconds })
}
