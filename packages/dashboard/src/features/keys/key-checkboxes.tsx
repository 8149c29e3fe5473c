import type { KeyView } from '@keyturn/contract/client'
import { Checkbox } from '@mantine/core'
import styles from './key-checkboxes.module.css'
import { isOver } from './key-status.ts'
import type { KeySelection } from './use-key-selection.ts'

/** Chooses all keys of a page that can still be ended. */
export function PageCheckbox({ keys, selection }: { keys: readonly KeyView[]; selection: KeySelection }) {
  const able = keys.filter(key => !isOver(key))
  const chosen = able.filter(({ id }) => selection.has(id)).length
  const isWhole = chosen > 0 && chosen === able.length
  return (
    <Checkbox
      size="xs"
      aria-label="Select all keys on this page"
      label={<span className={styles.page}>Select all keys on this page</span>}
      checked={isWhole}
      indeterminate={chosen > 0 && !isWhole}
      disabled={able.length === 0}
      onChange={() => selection.set(able, !isWhole)}
    />
  )
}

export function KeyCheckbox({ target, selection }: { target: KeyView; selection: KeySelection }) {
  return (
    <Checkbox
      size="xs"
      aria-label={`Select ${target.name}`}
      checked={selection.has(target.id)}
      disabled={isOver(target)}
      onChange={event => selection.set([target], event.currentTarget.checked)}
    />
  )
}
