import type { KeyView } from '@keyturn/contract/client'
import { useState } from 'react'

export type KeySelection = {
  keys: readonly KeyView[]
  has: (id: string) => boolean
  set: (keys: readonly KeyView[], isChosen: boolean) => void
  clear: () => void
}

const none: ReadonlyMap<string, KeyView> = new Map()

/** Keys that were chosen, on any page of one list: what another filter shows begins with none. */
export function useKeySelection(list: string): KeySelection {
  const [held, setHeld] = useState({ list, chosen: none })
  const chosen = held.list === list ? held.chosen : none
  return {
    keys: [...chosen.values()],
    has: id => chosen.has(id),
    set: (keys, isChosen) => {
      const next = new Map(chosen)
      for (const key of keys) {
        if (isChosen) next.set(key.id, key)
        else next.delete(key.id)
      }
      setHeld({ list, chosen: next })
    },
    clear: () => setHeld({ list, chosen: none }),
  }
}
