import { useEffect } from 'react'
import { isFramed } from '../../shared/is-framed.ts'
import { tellFrame } from './frame-messages.ts'

/** Room for dialogs and drawers, which lie over the page; pixels. */
const leastHeight = 640

/** Tells the page around the portal how high it is, so that its frame needs no scroll bar of its own. */
export function useToldHeight(origins: readonly string[]): void {
  useEffect(() => {
    const root = document.getElementById('root')
    if (root === null) return
    document.documentElement.toggleAttribute('data-framed', isFramed())
    const tell = () => {
      const height = Math.max(leastHeight, Math.ceil(root.getBoundingClientRect().height))
      tellFrame({ type: 'keyturn:height', height }, origins)
    }
    const observer = new ResizeObserver(tell)
    observer.observe(root)
    return () => observer.disconnect()
  }, [origins])
}
