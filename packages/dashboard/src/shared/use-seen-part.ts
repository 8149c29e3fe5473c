import { useLayoutEffect, useState } from 'react'
import { isFramed } from './is-framed.ts'

/** Enough for a question and its answers; pixels. */
const leastHeight = 480

/** Of a page in a frame as high as itself; pixels from its top. */
type Part = { top: number; height: number }

/**
 * The part of a framed page that is in view, as it was when this was first asked: the page around scrolls, and a layer in
 * the middle of all of it would open out of sight. `whole` where no page is around; null until it is known.
 */
export function useSeenPart(): Part | 'whole' | null {
  const [part, setPart] = useState<Part | 'whole' | null>(() => (isFramed() ? null : 'whole'))
  useLayoutEffect(() => {
    if (!isFramed()) return
    const observer = new IntersectionObserver(([entry]) => {
      observer.disconnect()
      setPart(entry === undefined ? 'whole' : roomIn(entry.intersectionRect, window.innerHeight))
    })
    observer.observe(document.documentElement)
    return () => observer.disconnect()
  }, [])
  return part
}

/** What is seen, and more of the frame where that is too little. */
export function roomIn(seen: Part, frameHeight: number): Part {
  const height = Math.min(frameHeight, Math.max(seen.height, leastHeight))
  return { top: Math.max(0, Math.min(seen.top, frameHeight - height)), height }
}
