import { useLayoutEffect } from 'react'

/** What had the focus last; an item of a menu is gone once it was chosen, and what opened the menu is not. */
let origin: HTMLElement | null = null

/** From the start of the page: what opens a layer had the focus before the layer was loaded. */
export function watchFocus(): void {
  document.addEventListener('focusin', ({ target }) => {
    if (!(target instanceof HTMLElement)) return
    const opener = target.closest('[role="menu"]')?.getAttribute('aria-labelledby')
    origin = opener ? document.getElementById(opener) : target
  })
}

/**
 * Puts the focus back to where it was before a layer opened, once that is gone; where that is gone too, as after a key
 * was deleted, to the layer below or the page. Otherwise who has no mouse begins at the top again.
 */
export function useReturnedFocus(): void {
  useLayoutEffect(() => {
    const before = origin
    return () => {
      before?.focus({ preventScroll: true })
      setTimeout(keepFocus)
    }
  }, [])
}

/** For what cannot have the focus while it waits, as a button does, and loses it then. */
export function returnFocusTo(before: Element | null): void {
  setTimeout(() => {
    if (document.activeElement === document.body && before instanceof HTMLElement)
      before.focus({ preventScroll: true })
  })
}

function keepFocus(): void {
  if (document.activeElement !== document.body) return
  const [below] = [...document.querySelectorAll<HTMLElement>('[role="dialog"]')].reverse()
  const place = below ?? document.getElementById('content')
  place?.focus({ preventScroll: true })
}
