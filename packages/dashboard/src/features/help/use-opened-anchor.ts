import { useEffect, useSyncExternalStore } from 'react'

function subscribe(changed: () => void): () => void {
  window.addEventListener('hashchange', changed)
  return () => window.removeEventListener('hashchange', changed)
}

/** The anchor in the address, which is brought into view whenever it changes, once it is there. */
export function useOpenedAnchor(): string {
  const anchor = useSyncExternalStore(subscribe, () => window.location.hash.slice(1))
  useEffect(() => {
    if (anchor !== '') document.getElementById(anchor)?.scrollIntoView()
  }, [anchor])
  return anchor
}
