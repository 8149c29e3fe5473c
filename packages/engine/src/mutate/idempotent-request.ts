/** What a caller sent to be able to repeat a request. Owned by that request. */
export class IdempotentRequest {
  readonly key: string
  /** The parsed body as JSON, so that spacing and order of members make no difference. */
  readonly body: string
  #changes = 0
  #isReplayed = false

  constructor(input: { key: string; body: string }) {
    this.key = input.key
    this.body = input.body
  }

  /** Whether the answer is that of an earlier request. */
  get isReplayed(): boolean {
    return this.#isReplayed
  }

  /** Which change of the request this is: one that makes several has an answer for each. */
  nextChange(): number {
    this.#changes += 1
    return this.#changes
  }

  markReplayed(): void {
    this.#isReplayed = true
  }
}
