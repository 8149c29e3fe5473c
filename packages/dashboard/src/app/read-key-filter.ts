import type { KeyFilter } from '../features/keys/key-queries.ts'
import { readSorting } from '../features/keys/key-sorting.ts'
import { withoutToken } from '../shared/without-token.ts'

const statuses = ['active', 'rotating', 'disabled', 'expired', 'revoked'] as const
const types = ['production', 'development', 'elevated'] as const
const searchLengthMax = 100

/** The filter that an address holds; what makes no sense there is left out. */
export function readKeyFilter(search: Record<string, unknown>): KeyFilter {
  const status = statuses.find(each => each === search['status'])
  const type = types.find(each => each === search['type'])
  const text =
    typeof search['search'] === 'string' ? withoutToken(search['search']).slice(0, searchLengthMax) : ''
  const cursor = search['cursor']
  const unusedForDays = Number(search['unusedForDays'])
  return {
    ...(text === '' ? {} : { search: text }),
    ...(status === undefined ? {} : { status }),
    ...(type === undefined ? {} : { type }),
    ...(search['rotationDue'] === true ? { rotationDue: true } : {}),
    ...(Number.isInteger(unusedForDays) && unusedForDays > 0 ? { unusedForDays } : {}),
    ...readSorting(search['sort'], search['order']),
    ...(typeof cursor === 'string' && /^[\w.~-]{1,1024}$/.test(cursor) ? { cursor } : {}),
  }
}
