import { verdictCodes } from '@keyturn/contract/client'
import { Button, Group, NativeSelect, TextInput } from '@mantine/core'
import { useDebouncedCallback } from '@mantine/hooks'
import { type ReactNode, useEffect, useState } from 'react'
import { withoutToken } from '../../shared/without-token.ts'
import styles from './log-filters.module.css'
import type { LogFilter } from './usage-queries.ts'
import { rangeNames, usageRanges } from './usage-range.ts'
import { verdictOf } from './verdict-words.ts'

const typingMs = 300
const methods = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'] as const

type Changed = { [Name in keyof LogFilter]: LogFilter[Name] | undefined }

/** What a log is narrowed by, and whether it goes on by itself. */
export function LogFilters({
  filter,
  onFilter,
  children,
}: {
  filter: LogFilter
  onFilter: (filter: LogFilter) => void
  children: ReactNode
}) {
  const change = (part: Changed) =>
    onFilter(
      Object.fromEntries(Object.entries({ ...filter, ...part }).filter(([, value]) => value !== undefined)),
    )
  return (
    <Group gap="xs" mb="sm">
      <NativeSelect
        aria-label="Period"
        value={filter.range ?? ''}
        data={[
          { value: '', label: 'Any time' },
          ...rangeNames.map(value => ({ value, label: `Last ${usageRanges[value].words}` })),
        ]}
        onChange={event => {
          const chosen = event.currentTarget.value
          change({ range: rangeNames.find(name => name === chosen) })
        }}
      />
      <NativeSelect
        aria-label="Verdict"
        value={filter.code ?? ''}
        data={[
          { value: '', label: 'Any verdict' },
          ...verdictCodes.map(value => ({ value, label: verdictOf(value).text })),
        ]}
        onChange={event => {
          const chosen = event.currentTarget.value
          change({ code: verdictCodes.find(code => code === chosen) })
        }}
      />
      <NativeSelect
        aria-label="Method"
        value={filter.method ?? ''}
        data={[{ value: '', label: 'Any method' }, ...methods]}
        onChange={event => change({ method: event.currentTarget.value || undefined })}
      />
      <TypedFilter label="Start of the path" value={filter.path ?? ''} onTyped={path => change({ path })} />
      <TypedFilter label="Address" value={filter.ip ?? ''} onTyped={ip => change({ ip })} />
      {Object.keys(filter).length > 0 && (
        <Button variant="subtle" color="gray" size="compact-sm" onClick={() => onFilter({})}>
          Clear
        </Button>
      )}
      {children}
    </Group>
  )
}

function TypedFilter({
  label,
  value,
  onTyped,
}: {
  label: string
  value: string
  onTyped: (text: string | undefined) => void
}) {
  const [text, setText] = useState(value)
  const tell = useDebouncedCallback(onTyped, typingMs)
  useEffect(() => setText(value), [value])
  return (
    <TextInput
      aria-label={label}
      placeholder={label}
      value={text}
      className={styles.typed}
      maxLength={200}
      autoComplete="off"
      onChange={event => {
        const typed = withoutToken(event.currentTarget.value)
        setText(typed)
        tell(typed.trim() === '' ? undefined : typed.trim())
      }}
    />
  )
}
