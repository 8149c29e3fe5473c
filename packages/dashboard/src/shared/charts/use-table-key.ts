import { useHotkeys } from '@mantine/hooks'
import { useState } from 'react'

/** Whether the charts of a page are shown as tables, which the key `t` changes. */
export function useTableKey(): { isTable: boolean; onTable: (isTable: boolean) => void } {
  const [isTable, onTable] = useState(false)
  useHotkeys([['t', () => onTable(shown => !shown)]])
  return { isTable, onTable }
}
