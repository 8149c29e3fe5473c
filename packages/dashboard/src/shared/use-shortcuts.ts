import { useEffect, useRef } from 'react'

/** What a key does; `false` leaves it to the browser. */
export type Shortcuts = Readonly<Record<string, (event: KeyboardEvent) => unknown>>

const fields = 'input:not([type="checkbox"]), textarea, select, [contenteditable="true"]'
const layers = '[role="dialog"][aria-modal="true"], [role="menu"]'

/** Single keys that do something on a page: not while somebody types, and not under an open layer. */
export function useShortcuts(shortcuts: Shortcuts): void {
  const latest = useRef(shortcuts)
  latest.current = shortcuts
  useEffect(() => {
    const press = (event: KeyboardEvent) => {
      const isTaken = event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey
      const isTyping = event.target instanceof Element && event.target.matches(fields)
      if (isTaken || isTyping || document.querySelector(layers) !== null) return
      const act = latest.current[event.key]
      if (act !== undefined && act(event) !== false) event.preventDefault()
    }
    document.addEventListener('keydown', press)
    return () => document.removeEventListener('keydown', press)
  }, [])
}
