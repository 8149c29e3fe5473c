import { CloseButton, TextInput } from '@mantine/core'
import { useDebouncedCallback } from '@mantine/hooks'
import { IconSearch } from '@tabler/icons-react'
import { type RefObject, useEffect, useState } from 'react'
import styles from './search-field.module.css'

const searchDelayMs = 200

/** Searches as one types. `clean` takes out of what was pasted whatever must not stand in an address. */
export function SearchField({
  label,
  placeholder,
  value,
  clean = text => text,
  field,
  onSearch,
}: {
  label: string
  placeholder: string
  value: string
  clean?: (text: string) => string
  field?: RefObject<HTMLInputElement | null>
  onSearch: (search: string) => void
}) {
  const [text, setText] = useState(value)
  const search = useDebouncedCallback(onSearch, searchDelayMs)
  useEffect(() => setText(value), [value])
  const change = (typed: string) => {
    const safe = clean(typed)
    setText(safe)
    search(safe.trim())
  }
  return (
    <TextInput
      ref={field ?? null}
      aria-label={label}
      placeholder={placeholder}
      leftSection={<IconSearch size={16} />}
      rightSection={
        text !== '' && <CloseButton size="sm" aria-label="Clear search" onClick={() => change('')} />
      }
      value={text}
      className={styles.field}
      onChange={event => change(event.currentTarget.value)}
    />
  )
}
