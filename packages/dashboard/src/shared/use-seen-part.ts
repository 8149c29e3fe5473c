import { useLayoutEffect, useState } from 'react'
import { isFramed } from './is-framed.ts'

/** Enough for a question and its answers; pixels. */
const leastHeight = 480

/** Of a page in a frame as high as itself; pixels from its top. */
export type Part = { top: number; height: number }

/**
 * The part of a framed page that is in view, as it was when this was first asked, and each time that `asked` changes: the
 * page around scrolls, and what lies in the middle or at the end of all of it would be out of sight. `whole` where no
 * page is around; null until it is known.
 */
export function useSeenPart(asked = 0): Part | 'whole' | null {
  const [part, setPart] = useState<Part | 'whole' | null>(() => (isFramed() ? null : 'whole'))
  // biome-ignore lint/correctness/useExhaustiveDependencies: it is looked at again when it is asked again
  useLayoutEffect(() => {
    if (!isFramed()) return
    const observer = new IntersectionObserver(([entry]) => {
      observer.disconnect()
      if (entry === undefined) return setPart('whole')
      const { top, height } = entry.intersectionRect
      setPart({ top, height })
    })
    observer.observe(document.documentElement)
    return () => observer.disconnect()
  }, [asked])
  return part
}

/** Where a layer goes: what is seen, and more of the frame where that is too little. */
export function roomIn(seen: Part, frameHeight: number): Part {
  const height = Math.min(frameHeight, Math.max(seen.height, leastHeight))
  return { top: Math.max(0, Math.min(seen.top, frameHeight - height)), height }
}

/** What keeps a layer, whose component takes it as `styles`, to the part of the page that is in view. */
export function withinSeen(part: Part | 'whole'): { styles?: { inner: Part & { bottom: string } } } {
  return part === 'whole'
    ? {}
    : { styles: { inner: { ...roomIn(part, window.innerHeight), bottom: 'auto' } } }
}
