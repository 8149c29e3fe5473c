import type { Insertable } from 'kysely'
import type { PortalSessionTable } from '../storage/portal-tables.ts'
import type { Queryable, Tx } from '../storage/storage.ts'
import { type PortalSessionRow, type PortalStandingRow, portalHomeKeptMs } from './portal-session.ts'

export async function insertPortalSession(
  tx: Tx,
  row: Insertable<PortalSessionTable>,
): Promise<PortalSessionRow> {
  return tx.insertInto('portal_sessions').values(row).returningAll().executeTakeFirstOrThrow()
}

/** What a browser presents: a link, or the session that one opened. */
export type PresentedPortal = { linkDigest: Buffer } | { id: string; digest: Buffer }

/** By the unique index on the link's digest, or by primary key. */
export async function findPortalStanding(
  query: Queryable,
  presented: PresentedPortal,
): Promise<PortalStandingRow | undefined> {
  const sessions = standing(query)
  const found =
    'linkDigest' in presented
      ? sessions.where('portal_sessions.link_digest', '=', presented.linkDigest)
      : sessions
          .where('portal_sessions.id', '=', presented.id)
          .where('portal_sessions.digest', '=', presented.digest)
  return withApi(query, await found.executeTakeFirst())
}

/** By primary key: of somebody who was let in. */
export async function findPortalById(query: Queryable, id: string): Promise<PortalStandingRow | undefined> {
  return withApi(query, await standing(query).where('portal_sessions.id', '=', id).executeTakeFirst())
}

/** With what they stand on, each by primary key. */
function standing(query: Queryable) {
  return query
    .selectFrom('portal_sessions')
    .innerJoin('organizations', 'organizations.id', 'portal_sessions.organization_id')
    .innerJoin('keys as maker', 'maker.id', 'portal_sessions.maker_key_id')
    .selectAll('portal_sessions')
    .select([
      'organizations.deleted_at as organization_deleted_at',
      'organizations.suspended',
      'maker.deleted_at as maker_deleted_at',
      'maker.revoked_at as maker_revoked_at',
      'maker.enabled as maker_enabled',
      'maker.expires_at as maker_expires_at',
      'maker.scopes as maker_scopes',
    ])
}

/** By primary key. */
async function withApi(
  query: Queryable,
  row: Omit<PortalStandingRow, 'api'> | undefined,
): Promise<PortalStandingRow | undefined> {
  if (!row) return undefined
  const apis = query.selectFrom('apis').selectAll().where('id', '=', row.api_id)
  return { ...row, api: await apis.executeTakeFirstOrThrow() }
}

/** By primary key. Of many who open one link at the same moment, on whichever node, one gets the session. */
export async function openPortalSession(
  tx: Tx,
  { id, digest, now, expiresAt }: { id: string; digest: Buffer; now: number; expiresAt: number },
): Promise<PortalSessionRow | undefined> {
  return tx
    .updateTable('portal_sessions')
    .set({ digest, expires_at: expiresAt })
    .where('id', '=', id)
    .where('digest', 'is', null)
    .where('expires_at', '>', now)
    .returningAll()
    .executeTakeFirst()
}

/** By primary key. */
export async function removePortalSession(tx: Tx, id: string): Promise<PortalSessionRow | undefined> {
  return tx.deleteFrom('portal_sessions').where('id', '=', id).returningAll().executeTakeFirst()
}

/** By the index on the end; answers how many there were. */
export async function prunePortalSessions(
  tx: Tx,
  { now, limit }: { now: number; limit: number },
): Promise<number> {
  const over = tx
    .selectFrom('portal_sessions')
    .select('id')
    .where('expires_at', '<=', now - portalHomeKeptMs)
    .limit(limit)
  const { numDeletedRows } = await tx
    .deleteFrom('portal_sessions')
    .where('id', 'in', over)
    .executeTakeFirstOrThrow()
  return Number(numDeletedRows)
}
