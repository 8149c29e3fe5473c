import { useSyncExternalStore } from 'react'

let isEnded = false
const listeners = new Set<() => void>()

/** Says that the server has refused the session: whoever looks has to sign in again to go on. */
export function endSession(): void {
  set(true)
}

export function resumeSession(): void {
  set(false)
}

/** Whether the session that this page began with is over. */
export function useSessionEnded(): boolean {
  return useSyncExternalStore(listen, () => isEnded)
}

function set(ended: boolean): void {
  isEnded = ended
  for (const listener of listeners) listener()
}

function listen(listener: () => void): () => void {
  listeners.add(listener)
  return () => listeners.delete(listener)
}
