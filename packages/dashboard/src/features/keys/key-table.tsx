import type { KeyView } from '@keyturn/contract/client'
import { Badge, Text, VisuallyHidden } from '@mantine/core'
import { IconArrowDown, IconArrowUp } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { createColumnHelper, tableFeatures, useTable } from '@tanstack/react-table'
import { type ReactNode, useMemo, useRef } from 'react'
import { InstantText } from '../../shared/instant-text.tsx'
import { exactText } from '../../shared/instants.ts'
import { LoadingRows } from '../../shared/loading-rows.tsx'
import { Sparkline } from '../../shared/sparkline.tsx'
import { StatusText } from '../../shared/status-text.tsx'
import frame from '../../shared/table.module.css'
import { useNow } from '../../shared/use-now.ts'
import { useZone } from '../../shared/zone.tsx'
import { KeyActions } from './key-actions.tsx'
import { KeyCheckbox, PageCheckbox } from './key-checkboxes.tsx'
import { dailyUseQuery } from './key-queries.ts'
import type { KeyScene } from './key-scene.ts'
import { ariaSortOf, type KeySort, type KeySorting, nextSorting } from './key-sorting.ts'
import { isForgotten, isOver, startWords, statusOf } from './key-status.ts'
import styles from './key-table.module.css'
import type { KeySelection } from './use-key-selection.ts'
import { useRowShortcuts } from './use-row-shortcuts.ts'

const features = tableFeatures({})
const column = createColumnHelper<typeof features, KeyView>()
const none: KeyView[] = []

/** One page of keys: rows on wide screens, cards on narrow ones. Who may manage them can choose some. */
export function KeyTable({
  scene,
  keys,
  sorting,
  onSort,
  selection,
}: {
  scene: KeyScene
  keys: KeyView[] | undefined
  sorting: KeySorting
  onSort: (sorting: KeySorting) => void
  selection: KeySelection
}) {
  const columns = useMemo(() => columnsFor(scene), [scene])
  const table = useTable({ features, columns, data: keys ?? none, getRowId: row => row.id })
  const body = useRef<HTMLTableSectionElement>(null)
  const { manage } = scene.may
  useRowShortcuts(body, {
    onToggle: keyId => {
      const target = keys?.find(({ id }) => id === keyId)
      if (target && manage && !isOver(target)) selection.set([target], !selection.has(keyId))
    },
  })
  return (
    <table className={`${frame.table} ${styles.table}`} aria-busy={keys === undefined}>
      <thead>
        <tr>
          {manage && (
            <th scope="col" data-column="select">
              <PageCheckbox keys={keys ?? none} selection={selection} />
            </th>
          )}
          {table.getFlatHeaders().map(header => (
            <Head key={header.id} column={header.column.id} sorting={sorting} onSort={onSort}>
              <table.FlexRender header={header} />
            </Head>
          ))}
        </tr>
      </thead>
      <tbody ref={body}>
        {keys === undefined && <LoadingRows columns={columns.length + Number(manage)} count={6} />}
        {table.getRowModel().rows.map(row => (
          <tr key={row.id} data-key={row.id} data-chosen={selection.has(row.id)} tabIndex={-1}>
            {manage && (
              <td data-column="select">
                <KeyCheckbox target={row.original} selection={selection} />
              </td>
            )}
            {row.getAllCells().map(cell => (
              <td key={cell.id} data-column={cell.column.id}>
                <table.FlexRender cell={cell} />
              </td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  )
}

const sorts = new Map<string, KeySort>([
  ['name', 'name'],
  ['lastUsed', 'lastUsed'],
  ['status', 'status'],
])

/** The head of a column, which sorts where the list can be sorted by it. */
function Head({
  column,
  sorting,
  onSort,
  children,
}: {
  column: string
  sorting: KeySorting
  onSort: (sorting: KeySorting) => void
  children: ReactNode
}) {
  const sort = sorts.get(column)
  if (sort === undefined) {
    return (
      <th scope="col" data-column={column}>
        {children}
      </th>
    )
  }
  const direction = ariaSortOf(sorting, sort)
  const Arrow = direction === 'ascending' ? IconArrowUp : IconArrowDown
  return (
    <th scope="col" data-column={column} aria-sort={direction}>
      <button type="button" className={styles.sort} onClick={() => onSort(nextSorting(sorting, sort))}>
        {children}
        <Arrow size={12} aria-hidden className={styles.arrow} data-shown={direction !== 'none'} />
      </button>
    </th>
  )
}

function columnsFor({ api, look, may, environment, linkTo }: KeyScene) {
  return column.columns(
    [
      column.display({
        id: 'name',
        header: 'Name',
        cell: ({ row: { original } }) => <NameCell target={original} link={linkTo(original)} />,
      }),
      column.display({
        id: 'key',
        header: 'Key',
        cell: ({ row: { original } }) => (
          <span className={styles.key}>
            <code className={styles.start}>{startWords(original)}</code>
            {environment === null && <Badge size="sm">{original.environment}</Badge>}
          </span>
        ),
      }),
      api.scopes.length > 0 &&
        column.display({
          id: 'scopes',
          header: 'Scopes',
          cell: ({ row }) => <ScopesCell scopes={row.original.scopes} />,
        }),
      column.display({
        id: 'lastUsed',
        header: 'Last used',
        cell: ({ row }) => <LastUsedCell target={row.original} />,
      }),
      may.seeUse &&
        column.display({ id: 'use', header: '14 days', cell: ({ row }) => <UseCell keyId={row.id} /> }),
      column.display({
        id: 'status',
        header: 'Status',
        cell: ({ row }) => <StatusCell target={row.original} />,
      }),
      may.manage &&
        column.display({
          id: 'actions',
          header: () => <VisuallyHidden>Actions</VisuallyHidden>,
          cell: ({ row }) => <KeyActions target={row.original} form={look.form} seesUse={may.seeUse} />,
        }),
    ].filter(each => each !== false),
  )
}

function NameCell({ target, link }: { target: KeyView; link: ReactNode }) {
  return (
    <div className={styles.name}>
      <Text fw={500} size="md" className={styles.text}>
        {link}
      </Text>
      {target.makerLeft && (
        <Text
          size="sm"
          className={styles.left}
          title="Whoever made this key is not in the organization any more"
        >
          Maker left
        </Text>
      )}
      {target.purpose && (
        <Text size="sm" c="dimmed" lineClamp={1}>
          {target.purpose}
        </Text>
      )}
    </div>
  )
}

const shownScopes = 2

function ScopesCell({ scopes }: { scopes: readonly string[] }) {
  const more = scopes.slice(shownScopes)
  if (scopes.length === 0) return <Text c="dimmed">None</Text>
  return (
    <span className={styles.scopes}>
      {scopes.slice(0, shownScopes).map(scope => (
        <code key={scope}>{scope}</code>
      ))}
      {more.length > 0 && (
        <Text span size="sm" c="dimmed" title={more.join(', ')}>
          +{more.length}
        </Text>
      )}
    </span>
  )
}

function LastUsedCell({ target }: { target: KeyView }) {
  const now = useNow()
  if (target.lastUsedAt !== null) return <InstantText at={target.lastUsedAt} />
  return <span className={isForgotten(target, now) ? styles.forgotten : styles.never}>Never</span>
}

function UseCell({ keyId }: { keyId: string }) {
  const { data } = useQuery(dailyUseQuery(keyId))
  if (data === undefined) return <span className={styles.noUse} />
  const sum = data.reduce((total, each) => total + each, 0)
  return <Sparkline values={data} label={`${sum.toLocaleString('en')} verifications in 14 days`} />
}

function StatusCell({ target }: { target: KeyView }) {
  const { tone, text } = statusOf(target, useNow())
  const zone = useZone()
  const title = target.expiresAt === null ? undefined : `Expires ${exactText(target.expiresAt, zone)}`
  return (
    <span title={title}>
      <StatusText tone={tone}>{text}</StatusText>
    </span>
  )
}
