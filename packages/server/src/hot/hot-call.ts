import {
  type KeyPrincipal,
  serializeVerdict,
  serializeVerdicts,
  type Verdict,
  type VerifyInput,
} from '@keyturn/engine'
import type { CanonicalHead } from './canonical-head.ts'
import type { LaneContext } from './lane-context.ts'
import type { ReportedCall } from './report-call.ts'
import type { Waiting } from './shared-writes.ts'

/** Decided: one verdict, or those of a batch in the order of its inputs. */
type Begun = { verdict: Verdict | readonly Verdict[]; recorded: Promise<void> | null }

/** Takes the answer of a call: the finished body, or what was thrown. */
export type Answering = {
  answer(call: HotCall, json: string): void
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
  #verdict: Begun['verdict'] = []

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
    try {
      this.#answering.answer(this, toJson(this.#verdict))
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
    if (!Array.isArray(input)) return verifier.begin(principal, input)
    const begun = verifier.beginBatch(principal, input)
    return begun instanceof Promise ? begun.then(toBegun) : begun && toBegun(begun)
  }

  #await({ verdict, recorded }: Begun): void {
    this.#verdict = verdict
    if (recorded === null) this.recorded()
    else this.#lane.writes.join(recorded, this)
  }
}

function toBegun({ verdicts, recorded }: { verdicts: Verdict[]; recorded: Begun['recorded'] }): Begun {
  return { verdict: verdicts, recorded }
}

function toJson(verdict: Begun['verdict']): string {
  return isBatch(verdict) ? serializeVerdicts(verdict) : serializeVerdict(verdict)
}

function isBatch(verdict: Begun['verdict']): verdict is readonly Verdict[] {
  return Array.isArray(verdict)
}
