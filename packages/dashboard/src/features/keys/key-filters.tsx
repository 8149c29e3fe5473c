import { Button, Group, Text } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import type { RefObject } from 'react'
import { ChoiceChip } from '../../shared/choice-chip.tsx'
import { countWords } from '../../shared/quantities.ts'
import { SearchField } from '../../shared/search-field.tsx'
import { withoutToken } from '../../shared/without-token.ts'
import styles from './key-filters.module.css'
import { type KeyFilter, type KeyMatch, type KeyPlace, keyCountQuery, matchOf } from './key-queries.ts'
import { type KeySorting, sortChoiceOf, sortChoices, sortingOf } from './key-sorting.ts'

const statuses = ['active', 'rotating', 'disabled', 'expired', 'revoked'] as const
const types = ['production', 'development', 'elevated'] as const

const choicesOf = <Value extends string>(values: readonly Value[]) =>
  values.map(value => ({ value, label: value.replace(/^./, letter => letter.toUpperCase()) }))

/** Search as one types, what else a list is narrowed by, how many are left, and their order. */
export function KeyFilters({
  place,
  filter,
  onFilter,
  searchField,
}: {
  place: KeyPlace
  filter: KeyFilter
  onFilter: (filter: KeyFilter) => void
  searchField: RefObject<HTMLInputElement | null>
}) {
  const match = matchOf(filter)
  const { sort, order } = filter
  const sorting: KeySorting = { ...(sort ? { sort } : {}), ...(order ? { order } : {}) }
  // What changes the list begins with its first page again.
  const change = (part: { [Name in keyof KeyMatch]: KeyMatch[Name] | undefined }) =>
    onFilter({ ...onlyGiven({ ...match, ...part }), ...sorting })
  return (
    <Group gap="xs" mb="sm">
      <SearchField
        label="Search keys"
        placeholder="Search name or start of key"
        value={match.search ?? ''}
        clean={withoutToken}
        field={searchField}
        onSearch={search => change({ search: search === '' ? undefined : search })}
      />
      <ChoiceChip
        label="Status"
        value={match.status}
        choices={choicesOf(statuses)}
        none="Any status"
        onChoose={status => change({ status })}
      />
      <ChoiceChip
        label="Type"
        value={match.type}
        choices={choicesOf(types)}
        none="Any type"
        onChoose={type => change({ type })}
      />
      <Chip
        label="Rotation due"
        isOn={match.rotationDue === true}
        onToggle={isOn => change({ rotationDue: isOn || undefined })}
      />
      <Chip
        label="Unused for 30 days"
        isOn={match.unusedForDays === 30}
        onToggle={isOn => change({ unusedForDays: isOn ? 30 : undefined })}
      />
      {Object.keys(match).length > 0 && (
        <Button variant="subtle" color="gray" size="compact-sm" onClick={() => onFilter(sorting)}>
          Clear
        </Button>
      )}
      <Group gap="sm" className={styles.end}>
        <Count place={place} match={match} />
        <ChoiceChip
          label="Sort"
          value={sortChoiceOf(sorting)}
          choices={sortChoices}
          onChoose={choice => onFilter({ ...match, ...sortingOf(choice) })}
        />
      </Group>
    </Group>
  )
}

function onlyGiven(match: { [Name in keyof KeyMatch]: KeyMatch[Name] | undefined }): KeyMatch {
  return Object.fromEntries(Object.entries(match).filter(([, value]) => value !== undefined))
}

function Count({ place, match }: { place: KeyPlace; match: KeyMatch }) {
  const { data } = useQuery({ ...keyCountQuery(place, match), placeholderData: before => before })
  if (data === undefined) return null
  const { count, hasMore } = data
  return (
    <Text size="sm" c="dimmed" aria-live="polite" className={styles.count}>
      {hasMore ? 'More than ' : ''}
      {countWords(count, 'key')}
    </Text>
  )
}

function Chip({
  label,
  isOn,
  onToggle,
}: {
  label: string
  isOn: boolean
  onToggle: (isOn: boolean) => void
}) {
  return (
    <Button variant={isOn ? 'light' : 'default'} aria-pressed={isOn} onClick={() => onToggle(!isOn)}>
      {label}
    </Button>
  )
}
