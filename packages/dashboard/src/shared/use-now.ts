import { useSyncExternalStore } from 'react'

const stepMs = 30_000

function subscribe(changed: () => void): () => void {
  const timer = setInterval(changed, stepMs)
  return () => clearInterval(timer)
}

/** The time in ms, in steps of half a minute, so that everything on a page tells the same. */
export function useNow(): number {
  return useSyncExternalStore(subscribe, () => Math.floor(Date.now() / stepMs) * stepMs + stepMs)
}
