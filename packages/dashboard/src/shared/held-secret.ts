import { useEffect, useState } from 'react'

/**
 * A secret in a box that can be emptied. What was once in the state of a component stays in memory for as long as the
 * library pleases; of a box only the box stays.
 */
export type HeldSecret = { text: string }

/** A place for one secret, emptied when another takes it, when the component goes, and when the page is left. */
export function useHeldSecret(): [secret: HeldSecret | null, hold: (text: string | null) => void] {
  const [held, setHeld] = useState<HeldSecret | null>(null)
  useEffect(() => {
    if (held === null) return
    const forget = () => setHeld(null)
    // A page that is left may be kept whole for the Back button.
    window.addEventListener('pagehide', forget)
    return () => {
      window.removeEventListener('pagehide', forget)
      held.text = ''
    }
  }, [held])
  return [held, text => setHeld(text === null ? null : { text })]
}
