import type { Admission, Begun } from '@keyturn/engine'
import { guardTarget } from '../forward-auth/demand.ts'
import { type GatewayAnswer, gatewayAnswer, refusal } from '../forward-auth/gateway-answer.ts'
import { forwardAuthPath, gatewayPrincipal } from '../forward-auth/register-forward-auth.ts'
import { toProblem } from '../http/to-problem.ts'
import type { GatewayHead } from './gateway-head.ts'
import type { LaneContext } from './lane-context.ts'
import type { ReportedCall } from './report-call.ts'
import type { Waiting } from './shared-writes.ts'

/** Takes the answer to a gateway. */
export type GatewayAnswering = {
  tell(call: GatewayCall, answer: GatewayAnswer): void
  /** The answer cannot be made or sent. */
  fail(error: unknown): void
}

/** One question of a gateway on its way through the engine. */
export class GatewayCall implements Waiting, ReportedCall {
  readonly requestId: string
  readonly method: string
  readonly route = forwardAuthPath
  readonly startedAt = performance.now()
  readonly callerKeyId = null
  readonly #lane: LaneContext
  readonly #head: GatewayHead
  readonly #answering: GatewayAnswering
  #verdict: Admission | null = null

  constructor(lane: LaneContext, head: GatewayHead, answering: GatewayAnswering) {
    this.requestId = lane.requestIds.next()
    this.method = head.method
    this.#lane = lane
    this.#head = head
    this.#answering = answering
  }

  /** False when the lease lapsed just now: nothing was spent, and the question can be asked again. */
  begin(peer: string | undefined): boolean {
    const { target, headers } = this.#head
    try {
      guardTarget(target)
      const question = this.#lane.readQuestion({ target, headers, peer })
      const begun = this.#lane.verifier.beginAdmission(gatewayPrincipal, question)
      if (begun === null) return false
      if (begun instanceof Promise) {
        begun.then(
          each => this.#await(each),
          (error: unknown) => this.refused(error),
        )
      } else this.#await(begun)
    } catch (error) {
      this.refused(error)
    }
    return true
  }

  recorded(): void {
    const verdict = this.#verdict
    if (verdict !== null) this.#tell(() => gatewayAnswer(verdict, this.#asked()))
  }

  refused(error: unknown): void {
    this.#tell(() => {
      const problem = toProblem(error)
      this.#lane.failures.report({ requestId: this.requestId, problem, error })
      return refusal(problem, this.#asked())
    })
  }

  #tell(toAnswer: () => GatewayAnswer): void {
    try {
      this.#answering.tell(this, toAnswer())
    } catch (error) {
      this.#answering.fail(error)
    }
  }

  #await({ verdict, recorded }: Begun<Admission>): void {
    this.#verdict = verdict
    if (recorded === null) this.recorded()
    else this.#lane.writes.join(recorded, this)
  }

  #asked() {
    const { helpUrl } = this.#lane
    return { target: this.#head.target, requestId: this.requestId, helpUrl }
  }
}
