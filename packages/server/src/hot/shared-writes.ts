/** Somebody whose answer waits for its event to be recorded. Neither call throws. */
export type Waiting = { recorded(): void; refused(error: unknown): void }

/** Everybody whose events are in one write of the journal is told together: one reaction, not one for each. */
export class SharedWrites {
  #recorded: Promise<void> | null = null
  #waiting: Waiting[] = []

  join(recorded: Promise<void>, waiting: Waiting): void {
    if (recorded !== this.#recorded) this.#open(recorded)
    this.#waiting.push(waiting)
  }

  #open(recorded: Promise<void>): void {
    const group: Waiting[] = []
    this.#recorded = recorded
    this.#waiting = group
    const close = (): void => {
      if (this.#waiting === group) this.#recorded = null
    }
    recorded.then(
      () => {
        close()
        for (const each of group) each.recorded()
      },
      (error: unknown) => {
        close()
        for (const each of group) each.refused(error)
      },
    )
  }
}
