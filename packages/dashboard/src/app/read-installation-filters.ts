import type { FoundKeysFilter } from '../features/keys/found-keys-query.ts'
import type { OrganizationFilter } from '../features/organizations/organization-queries.ts'
import { withoutToken } from '../shared/without-token.ts'

const statuses = ['active', 'rotating', 'disabled', 'expired', 'revoked'] as const
const searchLengthMax = 100

/** What an address says of the list of organizations; what makes no sense there is left out. */
export function readOrganizationFilter(search: Record<string, unknown>): OrganizationFilter {
  return {
    ...readSearch(search),
    ...(search['suspended'] === true ? { suspended: true } : {}),
    ...readCursor(search),
  }
}

/** What an address says of the list of all keys. */
export function readFoundKeysFilter(search: Record<string, unknown>): FoundKeysFilter {
  const status = statuses.find(each => each === search['status'])
  const apiId = search['apiId']
  return {
    ...readSearch(search),
    ...(status === undefined ? {} : { status }),
    ...(typeof apiId === 'string' && /^api_[0-9a-z]{1,60}$/.test(apiId) ? { apiId } : {}),
    ...readCursor(search),
  }
}

function readSearch({ search }: Record<string, unknown>): { search?: string } {
  // What looks like a number is read as one from an address.
  const text = typeof search === 'number' ? String(search) : search
  if (typeof text !== 'string') return {}
  const safe = withoutToken(text).slice(0, searchLengthMax)
  return safe === '' ? {} : { search: safe }
}

function readCursor({ cursor }: Record<string, unknown>): { cursor?: string } {
  return typeof cursor === 'string' && /^[\w.~-]{1,300}$/.test(cursor) ? { cursor } : {}
}
