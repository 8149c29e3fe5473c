import type { Insertable } from 'kysely'
import type { Reach } from '../access/reach.ts'
import type { RequestTable } from '../storage/request-tables.ts'
import type { Queryable, Tx } from '../storage/storage.ts'
import { lostRace } from '../storage/storage-failure.ts'
import { type Names, nameKey, type RequestRow, readActor } from './request.ts'

export async function insertRequest(tx: Tx, row: Insertable<RequestTable>): Promise<RequestRow> {
  return tx.insertInto('requests').values(row).returningAll().executeTakeFirstOrThrow()
}

export type Closing = Pick<RequestRow, 'status'> &
  Partial<Pick<RequestRow, 'decided_by' | 'decided_at' | 'decision_reason'>>

/** Guarded by its being open: of two who close it at once one has to look again. */
export async function closeRequest(tx: Tx, requestId: string, closing: Closing): Promise<void> {
  await tx
    .updateTable('requests')
    .set({ ...closing, open_slot: null })
    .where('id', '=', requestId)
    .where('status', '=', 'open')
    .returning('id')
    .executeTakeFirstOrThrow(lostRace)
}

/**
 * What those are called who made or decided requests, as members there; by the unique index on person and organization.
 * Never by their address, and by no name where the reach ends at one API: the people belong to all of them.
 */
export async function findNamesWithin(
  query: Queryable,
  rows: readonly RequestRow[],
  reach: Reach,
): Promise<Names> {
  if (reach.apiId !== null) return new Map()
  const actors = rows.flatMap(({ asked_by, decided_by }) => [asked_by, decided_by ?? asked_by].map(readActor))
  const userIds = [...new Set(actors.filter(({ type }) => type === 'user').map(({ id }) => id))]
  if (userIds.length === 0) return new Map()
  const people = await query
    .selectFrom('members')
    .innerJoin('users', 'users.id', 'members.user_id')
    .select(['members.organization_id as organizationId', 'users.id as userId'])
    .select(['members.name as writtenName', 'users.name'])
    .where('members.user_id', 'in', userIds)
    .where('members.organization_id', 'in', [...new Set(rows.map(row => row.organization_id))])
    .execute()
  return new Map(
    people.flatMap(each => {
      const name = each.name ?? each.writtenName
      return name === null ? [] : [[nameKey(each), name]]
    }),
  )
}

export type Decider = { userId: string; email: string; permissions: string }

/**
 * Members who may be able to decide a request, have joined with an address of their own and can sign in: all, or one
 * person. By the index on the organization, or on person and organization.
 */
export async function selectDeciders(
  query: Queryable,
  { organizationId, userId }: { organizationId: string; userId?: string },
): Promise<Decider[]> {
  return query
    .selectFrom('members')
    .innerJoin('users', 'users.id', 'members.user_id')
    .select(['users.id as userId', 'users.email', 'members.permissions'])
    .where('members.organization_id', '=', organizationId)
    .$if(userId !== undefined, only => only.where('members.user_id', '=', userId ?? ''))
    .where('users.disabled_at', 'is', null)
    .where('users.email_verified_at', 'is not', null)
    .where(eb =>
      eb.or(
        ['administer', 'manage_keys', 'manage_users', 'manage_billing'].map(permission =>
          eb('members.permissions', 'like', `%"${permission}"%`),
        ),
      ),
    )
    .orderBy('members.id')
    .execute()
}
