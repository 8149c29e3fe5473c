import type { RefObject } from 'react'
import { useShortcuts } from '../../shared/use-shortcuts.ts'

/** j and k go from row to row, x selects one, Enter opens it. */
export function useRowShortcuts(
  body: RefObject<HTMLTableSectionElement | null>,
  { onToggle }: { onToggle: (keyId: string) => void },
): void {
  useShortcuts({
    j: () => goTo(body.current, 1),
    k: () => goTo(body.current, -1),
    x: () => {
      const keyId = currentRow(body.current)?.dataset['key']
      if (keyId !== undefined) onToggle(keyId)
    },
    Enter: ({ target }) => {
      const row = currentRow(body.current)
      // Elsewhere in the row it is for what has the focus.
      if (row === null || target !== row) return false
      const opener = row.querySelector<HTMLElement>('a[href]') ?? row.querySelector('[aria-haspopup="menu"]')
      if (opener instanceof HTMLElement) opener.click()
      return opener !== null
    },
  })
}

const rowsOf = (body: Element | null) => [...(body?.querySelectorAll<HTMLElement>('tr[data-key]') ?? [])]

function currentRow(body: Element | null): HTMLElement | null {
  return rowsOf(body).find(row => row.contains(document.activeElement)) ?? null
}

function goTo(body: Element | null, step: 1 | -1): void {
  const rows = rowsOf(body)
  const current = currentRow(body)
  const next = current === null ? 0 : rows.indexOf(current) + step
  rows[Math.max(0, Math.min(next, rows.length - 1))]?.focus()
}
