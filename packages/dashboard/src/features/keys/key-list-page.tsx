import { Button, Code, Group } from '@mantine/core'
import { IconPlus } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { Suspense, useRef, useState } from 'react'
import { CallProblem } from '../../connection/call-problem.tsx'
import { CopyButton } from '../../shared/copy-button.tsx'
import { EmptyState } from '../../shared/empty-state.tsx'
import { ListPages } from '../../shared/list-pages.tsx'
import { PageHeader } from '../../shared/page-header.tsx'
import { useShortcuts } from '../../shared/use-shortcuts.ts'
import { KeyFilters } from './key-filters.tsx'
import { type KeyFilter, keyPageQuery, matchOf } from './key-queries.ts'
import { curlLine, type KeyScene } from './key-scene.ts'
import { isOver } from './key-status.ts'
import { KeyTable } from './key-table.tsx'
import { SelectionBar } from './selection-bar.tsx'
import { lazyIssuing, useIssuedToken } from './use-issued-token.tsx'
import { useKeySelection } from './use-key-selection.ts'

const CreateKeyDrawer = lazyIssuing(() =>
  import('./create-key-drawer.tsx').then(file => file.CreateKeyDrawer),
)

/** The keys of one organization for one API. The filter stands in the address, which `onFilter` changes. */
export function KeyListPage({
  scene,
  filter,
  onFilter,
}: {
  scene: KeyScene
  filter: KeyFilter
  onFilter: (filter: KeyFilter) => void
}) {
  const { api, organization, environment, look, may } = scene
  const [isCreating, setCreating] = useState(false)
  const issued = useIssuedToken(scene)
  const searchField = useRef<HTMLInputElement>(null)
  const place = { organizationId: organization.id, apiId: api.id, environment }
  const page = useQuery(keyPageQuery(place, filter))
  const match = matchOf(filter)
  const { cursor: _, ...firstPage } = filter
  const selection = useKeySelection(JSON.stringify([place, match]))
  const create = () => may.manage && setCreating(true)
  useShortcuts({ c: create, '/': () => searchField.current?.focus() })
  const keys = page.data?.data
  const isFiltered = Object.keys(match).length > 0 || filter.cursor !== undefined
  const isEmpty = keys?.length === 0
  const able = keys?.filter(key => !isOver(key)) ?? []
  return (
    <>
      <PageHeader
        title={look.title}
        purpose={`Keys with which systems of ${organization.name} call ${api.name}.`}
        action={
          may.manage && (
            <Button leftSection={<IconPlus size={16} />} onClick={create}>
              Create {look.title.replace(/s$/, '')}
            </Button>
          )
        }
      />
      {(!isEmpty || isFiltered) && (
        <KeyFilters place={place} filter={filter} onFilter={onFilter} searchField={searchField} />
      )}
      {page.error && <CallProblem error={page.error} onRetry={() => void page.refetch()} />}
      {isEmpty ? (
        <Nothing scene={scene} isFiltered={isFiltered} onCreate={create} onClear={() => onFilter({})} />
      ) : (
        !page.error && (
          <KeyTable
            scene={scene}
            keys={keys}
            sorting={filter}
            onSort={sorting => onFilter({ ...match, ...sorting })}
            selection={selection}
          />
        )
      )}
      <ListPages
        isFirst={filter.cursor === undefined}
        nextCursor={page.data?.nextCursor ?? null}
        onGo={cursor => onFilter(cursor === null ? firstPage : { ...firstPage, cursor })}
      />
      <SelectionBar
        apiName={api.name}
        place={place}
        match={match}
        selection={selection}
        isWholePage={able.length > 0 && able.every(({ id }) => selection.has(id))}
      />
      <Suspense>
        {isCreating && (
          <CreateKeyDrawer
            scene={scene}
            onClose={() => setCreating(false)}
            onIssued={token => {
              setCreating(false)
              issued.show(token)
            }}
          />
        )}
      </Suspense>
      {issued.dialog}
    </>
  )
}

function Nothing({
  scene,
  isFiltered,
  onCreate,
  onClear,
}: {
  scene: KeyScene
  isFiltered: boolean
  onCreate: () => void
  onClear: () => void
}) {
  if (isFiltered) {
    return (
      <EmptyState title="No key matches" sentence="Change the filters above, or see all keys.">
        <Button variant="default" onClick={onClear}>
          Show all keys
        </Button>
      </EmptyState>
    )
  }
  const { api, may } = scene
  return (
    <EmptyState
      title="No keys yet"
      sentence={`An API key is a secret with which one of your systems says who it is when it calls ${api.name}. ${
        may.manage ? 'Create one, and' : 'Somebody who manages keys makes one; then'
      } this will work${api.baseUrl === null ? ', with its address in place of api.example.com' : ''}:`}
    >
      <Code block w="100%">
        {curlLine(scene)}
      </Code>
      <Group gap="xs" mt="xs">
        {may.manage && (
          <Button leftSection={<IconPlus size={16} />} onClick={onCreate}>
            Create your first key
          </Button>
        )}
        <CopyButton label="Copy command" text={curlLine(scene)} />
      </Group>
    </EmptyState>
  )
}
