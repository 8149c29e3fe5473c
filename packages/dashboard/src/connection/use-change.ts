import { useRef, useState } from 'react'
import { returnFocusTo } from '../shared/use-returned-focus.ts'
import { withProof } from './proof.ts'

/** A change that is under way once at a time, with what it failed with. Its answer is kept by nobody. */
export function useChange(): {
  isRunning: boolean
  error: unknown
  /** Answers whether it was done. */
  run: (change: () => Promise<void>) => Promise<boolean>
} {
  const isRunning = useRef(false)
  const [shown, setShown] = useState<{ isRunning: boolean; error: unknown }>({
    isRunning: false,
    error: null,
  })
  const run = async (change: () => Promise<void>): Promise<boolean> => {
    if (isRunning.current) return false
    isRunning.current = true
    const focused = document.activeElement
    setShown({ isRunning: true, error: null })
    try {
      await withProof(change)
      setShown({ isRunning: false, error: null })
      return true
    } catch (error) {
      setShown({ isRunning: false, error })
      return false
    } finally {
      isRunning.current = false
      returnFocusTo(focused)
    }
  }
  return { ...shown, run }
}
