/** Whether this process still wants traffic. */
export type Readiness = { isStopping(): boolean; stop(): void }

export function createReadiness(): Readiness {
  let stopping = false
  return {
    isStopping: () => stopping,
    stop: () => {
      stopping = true
    },
  }
}
