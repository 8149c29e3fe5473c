import type { ApiView } from '@keyturn/contract/client'
import { Button, Group, NativeSelect } from '@mantine/core'
import { SearchField } from '../../shared/search-field.tsx'
import { withoutToken } from '../../shared/without-token.ts'
import type { FoundKeysFilter } from './found-keys-query.ts'

const statuses = ['active', 'rotating', 'disabled', 'expired', 'revoked'] as const

/** What keys of all organizations are narrowed by. */
export function FoundKeysFilters({
  apis,
  filter,
  onFilter,
}: {
  apis: readonly ApiView[]
  filter: FoundKeysFilter
  onFilter: (filter: FoundKeysFilter) => void
}) {
  const { search, status, apiId, ...others } = filter
  const change = (part: { [Name in keyof FoundKeysFilter]: FoundKeysFilter[Name] | undefined }) => {
    const next = Object.entries({ search, status, apiId, ...part })
    onFilter({ ...others, ...Object.fromEntries(next.filter(([, value]) => value !== undefined)) })
  }
  return (
    <Group gap="xs" mb="sm">
      <SearchField
        label="Search all keys"
        placeholder="Start, name or id of a key"
        value={search ?? ''}
        clean={withoutToken}
        onSearch={text => change({ search: text === '' ? undefined : text })}
      />
      <NativeSelect
        aria-label="Status"
        value={status ?? ''}
        data={[
          { value: '', label: 'Any status' },
          ...statuses.map(value => ({ value, label: value.replace(/^./, letter => letter.toUpperCase()) })),
        ]}
        onChange={event => {
          const chosen = event.currentTarget.value
          change({ status: statuses.find(each => each === chosen) })
        }}
      />
      <NativeSelect
        aria-label="API"
        maw={240}
        value={apiId ?? ''}
        data={[{ value: '', label: 'Any API' }, ...apis.map(({ id, name }) => ({ value: id, label: name }))]}
        onChange={event => change({ apiId: event.currentTarget.value || undefined })}
      />
      {Object.keys(filter).length > 0 && (
        <Button variant="subtle" color="gray" size="compact-sm" onClick={() => onFilter({})}>
          Clear
        </Button>
      )}
    </Group>
  )
}
