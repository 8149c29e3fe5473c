import { type KeyPrincipal, serializeVerdict, type Verdict, type VerifyInput } from '@keyturn/engine'
import type { CanonicalHead } from './canonical-head.ts'
import type { LaneContext } from './lane-context.ts'
import type { ReportedCall } from './report-call.ts'
import type { Waiting } from './shared-writes.ts'

/** Decided: one verdict, or the finished answer of a batch. */
type Begun = { verdict: Verdict; recorded: Promise<void> | null } | BegunBatch
type BegunBatch = { json: Buffer; recorded: Promise<void> | null }

/** Takes the answer of a call: the finished body, or what was thrown. */
export type Answering = {
  answer(call: HotCall, json: string | Buffer): void
  refuse(call: HotCall, error: unknown): void
  /** The answer cannot be made or sent. */
  fail(error: unknown): void
}

/** One request on its way through the engine. */
export class HotCall implements Waiting, ReportedCall {
  readonly requestId: string
  readonly method = 'POST'
  readonly route: CanonicalHead['path']
  /** Monotonic milliseconds. */
  readonly startedAt = performance.now()
  callerKeyId: string | null = null
  readonly #lane: LaneContext
  readonly #answering: Answering
  #begun: Begun | null = null

  constructor(lane: LaneContext, route: CanonicalHead['path'], answering: Answering) {
    this.requestId = lane.requestIds.next()
    this.route = route
    this.#lane = lane
    this.#answering = answering
  }

  /** False when the lease lapsed just now: nothing was spent, and the call can be made again. */
  verify(principal: KeyPrincipal, input: VerifyInput | VerifyInput[]): boolean {
    this.callerKeyId = principal.keyId
    try {
      const begun = this.#begin(principal, input)
      if (begun instanceof Promise) {
        begun.then(
          each => this.#await(each),
          (error: unknown) => this.refused(error),
        )
      } else if (begun !== null) this.#await(begun)
      return begun !== null
    } catch (error) {
      this.refused(error)
      return true
    }
  }

  recorded(): void {
    const begun = this.#begun
    if (begun === null) return
    try {
      this.#answering.answer(this, 'json' in begun ? begun.json : serializeVerdict(begun.verdict))
    } catch (error) {
      this.#answering.fail(error)
    }
  }

  refused(error: unknown): void {
    try {
      this.#answering.refuse(this, error)
    } catch (fault) {
      this.#answering.fail(fault)
    }
  }

  #begin(principal: KeyPrincipal, input: VerifyInput | VerifyInput[]): Begun | Promise<Begun> | null {
    const { verifier } = this.#lane
    return Array.isArray(input) ? verifier.beginBatch(principal, input) : verifier.begin(principal, input)
  }

  #await(begun: Begun): void {
    this.#begun = begun
    if (begun.recorded === null) this.recorded()
    else this.#lane.writes.join(begun.recorded, this)
  }
}
