import type { EngineLog } from '../clock/engine-log.ts'
import { EngineError } from '../errors/engine-error.ts'
import type { Journal } from '../usage/journal.ts'
import type { UsageEvent } from '../usage/usage-event.ts'

/**
 * Records what management keys were used for. A call goes on where its use cannot be written: who has to revoke a key
 * must not be stopped by a full disk, and the audit log has every change. What is not written is counted and told.
 */
export class ManagementUse {
  readonly #journal: Pick<Journal, 'append'>
  readonly #log: EngineLog
  #unrecorded = 0
  #inRow = 0

  constructor(input: { journal: Pick<Journal, 'append'>; log: EngineLog }) {
    this.#journal = input.journal
    this.#log = input.log
  }

  /** How many uses are not in the usage log, since the start. */
  get unrecorded(): number {
    return this.#unrecorded
  }

  /** Resolves when the use is written, or is known not to be. */
  async record(event: UsageEvent): Promise<void> {
    try {
      await this.#journal.append(event)
    } catch (error) {
      if (!(error instanceof EngineError)) throw error
      this.#miss(error)
      return
    }
    if (this.#inRow === 0) return
    this.#log.warn({ unrecorded: this.#inRow }, 'Uses of management keys are recorded again; these were not.')
    this.#inRow = 0
  }

  /** Said when it begins: a call later it says nothing new. */
  #miss(error: EngineError): void {
    this.#unrecorded += 1
    this.#inRow += 1
    if (this.#inRow > 1) return
    this.#log.error({ code: error.code }, 'Uses of management keys are not recorded; their calls go on.')
  }
}
