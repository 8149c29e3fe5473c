import type { ListKeysQuery } from '@keyturn/contract/client'
import type { Choice } from '../../shared/choice-chip.tsx'

export type KeySort = NonNullable<ListKeysQuery['sort']>
export type SortOrder = NonNullable<ListKeysQuery['order']>

/** What stands in the address; nothing is the newest first. */
export type KeySorting = { sort?: KeySort; order?: SortOrder }

/** The order that a column begins with. */
const firstOrders: Record<KeySort, SortOrder> = {
  created: 'desc',
  name: 'asc',
  lastUsed: 'desc',
  status: 'asc',
}

const sorts: readonly KeySort[] = ['created', 'name', 'lastUsed', 'status']

export const sortChoices = [
  { value: 'created desc', label: 'Newest first' },
  { value: 'created asc', label: 'Oldest first' },
  { value: 'name asc', label: 'Name, A to Z' },
  { value: 'name desc', label: 'Name, Z to A' },
  { value: 'lastUsed desc', label: 'Last used first' },
  { value: 'lastUsed asc', label: 'Unused first' },
  { value: 'status asc', label: 'Active first' },
  { value: 'status desc', label: 'Revoked first' },
] as const satisfies readonly Choice<`${KeySort} ${SortOrder}`>[]

export type SortChoice = (typeof sortChoices)[number]['value']

export function sortChoiceOf(sorting: KeySorting): SortChoice {
  const { sort = 'created' } = sorting
  return `${sort} ${sorting.order ?? firstOrders[sort]}`
}

/** The sorting as it stands in the address: what is usual is left out. */
export function sortingOf(choice: SortChoice | undefined): KeySorting {
  const [sort, order] = choice?.split(' ') ?? []
  return readSorting(sort, order)
}

/** The sorting that an address holds; what makes no sense there is left out. */
export function readSorting(sort: unknown, order: unknown): KeySorting {
  const known = sorts.find(each => each === sort)
  if (known === undefined) return {}
  const other = firstOrders[known] === 'asc' ? 'desc' : 'asc'
  if (order === other) return { sort: known, order: other }
  return known === 'created' ? {} : { sort: known }
}

/** What a press on the head of a column leads to: its first order, the other one, and then as if it was not pressed. */
export function nextSorting(sorting: KeySorting, column: KeySort): KeySorting {
  if (sorting.sort !== column) return { sort: column }
  const isFirst = (sorting.order ?? firstOrders[column]) === firstOrders[column]
  return isFirst ? { sort: column, order: firstOrders[column] === 'asc' ? 'desc' : 'asc' } : {}
}

/** As assistive technology is told. */
export function ariaSortOf(sorting: KeySorting, column: KeySort): 'ascending' | 'descending' | 'none' {
  if (sorting.sort !== column) return 'none'
  return (sorting.order ?? firstOrders[column]) === 'asc' ? 'ascending' : 'descending'
}
