import { type RefObject, useEffect, useRef } from 'react'

/** Goes to the first field of a form that says what is wrong with it, each time that sending it was tried in vain. */
export function useShownFault(tries: number): RefObject<HTMLFormElement | null> {
  const form = useRef<HTMLFormElement>(null)
  useEffect(() => {
    if (tries === 0) return
    const field = form.current?.querySelector<HTMLElement>('[aria-invalid="true"]')
    // In the middle: what stands still at the top and at the end of a drawer lies over its form.
    field?.scrollIntoView({ block: 'center' })
    field?.focus({ preventScroll: true })
  }, [tries])
  return form
}
