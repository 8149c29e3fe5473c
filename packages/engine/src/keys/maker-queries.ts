import { readJson } from '../storage/read-json.ts'
import type { Queryable } from '../storage/storage.ts'
import { isStoredObject, isText } from '../storage/stored-members.ts'
import type { KeyRow } from './key.ts'

/**
 * Of these keys those that a person made who is gone since: no member of the key's organization any more, and no
 * operator. By the index of members on the person; nothing is asked where programs made all of them.
 */
export async function findMakersLeft(
  query: Queryable,
  rows: readonly KeyRow[],
): Promise<ReadonlySet<string>> {
  const made = rows.flatMap(row => {
    const maker = makerOf(row)
    return maker === null ? [] : [{ keyId: row.id, organizationId: row.organization_id, userId: maker }]
  })
  if (made.length === 0) return new Set()
  const userIds = [...new Set(made.map(({ userId }) => userId))]
  const [members, operators] = await Promise.all([
    query
      .selectFrom('members')
      .select(['user_id', 'organization_id'])
      .where('user_id', 'in', userIds)
      .execute(),
    query.selectFrom('operators').select('user_id').where('user_id', 'in', userIds).execute(),
  ])
  const places = new Set(members.map(row => `${row.user_id} ${row.organization_id}`))
  const staff = new Set(operators.map(row => row.user_id))
  const isGone = ({ userId, organizationId }: (typeof made)[number]) =>
    !staff.has(userId) && !places.has(`${userId} ${organizationId}`)
  return new Set(made.filter(isGone).map(({ keyId }) => keyId))
}

function makerOf({ created_by }: KeyRow): string | null {
  const maker: unknown = readJson(created_by, null)
  if (!isStoredObject(maker)) return null
  const { type, id } = maker
  return type === 'user' && isText(id) ? id : null
}
