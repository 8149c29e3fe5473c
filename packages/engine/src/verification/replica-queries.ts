import { sql } from 'kysely'
import type { Queryable } from '../storage/storage.ts'
import { unitSeparator } from './joined-texts.ts'

const separator = sql.lit(unitSeparator)
/** For `readStoredPlace` and `readStoredPolicy`: one text each, as most keys share theirs with many and each text costs. */
const placeText = sql<string>`k.api_id || ${separator} || k.organization_id || ${separator} || k.environment`
const allowedText = sql<string>`coalesce('=' || k.allowed_ips, '') || ${separator} || coalesce('=' || k.allowed_endpoints, '')`
const policyText = sql<string>`k.scopes || ${separator} || k.rate_limits || ${separator} || k.has_credits || ${separator} || ${allowedText}`

/** Secrets with what verdicts need of their keys. Digests come as text: a buffer each made loading twice as slow. */
function secretsWithKeys(query: Queryable) {
  return query
    .selectFrom('secrets as s')
    .innerJoin('keys as k', 'k.id', 's.key_id')
    .select(eb => eb.fn<string>('hex', ['s.digest']).as('digest_hex'))
    .select([placeText.as('place_text'), policyText.as('policy_text')])
    .select([
      's.id as secret_id',
      's.ends_at',
      's.revoked_at as secret_revoked_at',
      'k.id',
      'k.name',
      'k.metadata',
      'k.enabled',
      'k.expires_at',
      'k.revoked_at',
      'k.reach_organization_id',
      'k.reach_api_id',
    ])
}

export type SecretWithKeyRow = Awaited<ReturnType<ReturnType<typeof secretsWithKeys>['execute']>>[number]

/** A page of all secrets that still matter, by primary key; those that ended before `endedBefore` do not. */
export async function selectSecretPage(
  query: Queryable,
  page: { after: string; limit: number; endedBefore: number },
): Promise<SecretWithKeyRow[]> {
  return secretsWithKeys(query)
    .where('s.id', '>', page.after)
    .where(eb => eb.or([eb('k.revoked_at', 'is', null), eb('k.revoked_at', '>', page.endedBefore)]))
    .where(eb => eb.or([eb('s.revoked_at', 'is', null), eb('s.revoked_at', '>', page.endedBefore)]))
    .where(eb => eb.or([eb('s.ends_at', 'is', null), eb('s.ends_at', '>', page.endedBefore)]))
    .orderBy('s.id')
    .limit(page.limit)
    .execute()
}

/** All secrets of some keys, by the index on the key. */
export async function selectSecretsOfKeys(
  query: Queryable,
  keyIds: readonly string[],
): Promise<SecretWithKeyRow[]> {
  return secretsWithKeys(query).where('s.key_id', 'in', keyIds).execute()
}

/** A page of an organization's secrets, by the index on the organization and then on the key. */
export async function selectSecretsOfOrganization(
  query: Queryable,
  page: { organizationId: string; after: string; limit: number },
): Promise<SecretWithKeyRow[]> {
  return secretsWithKeys(query)
    .where('k.organization_id', '=', page.organizationId)
    .where('s.id', '>', page.after)
    .orderBy('s.id')
    .limit(page.limit)
    .execute()
}

/** APIs, with the settings that no verdict needs, so that damage is noticed; deleted ones included, so that a change entry finds them. */
export async function selectApiFacts(query: Queryable, ids: readonly string[] | null) {
  const apis = query.selectFrom('apis').selectAll()
  return (ids === null ? apis : apis.where('id', 'in', ids)).execute()
}

/** Organizations, likewise; deleted ones included, so that a change entry finds them. */
export async function selectOrganizationFacts(
  query: Queryable,
  filter: { ids: readonly string[] } | { after: string; limit: number },
) {
  const organizations = query.selectFrom('organizations').selectAll()
  if ('ids' in filter) return organizations.where('id', 'in', filter.ids).execute()
  return organizations.where('id', '>', filter.after).orderBy('id').limit(filter.limit).execute()
}

/** How many secrets there are, ended ones included: an upper bound of what has to fit into memory. */
export async function countSecrets(query: Queryable): Promise<number> {
  const { count } = await query
    .selectFrom('secrets')
    .select(eb => eb.fn.countAll<number>().as('count'))
    .executeTakeFirstOrThrow()
  return Number(count)
}

const sampleSize = 500

/** What the shown texts of a key take on average, in bytes, by the oldest and the newest 500 keys of the primary key. */
export async function averageTextBytes(query: Queryable): Promise<number> {
  const lengthsFrom = (order: 'asc' | 'desc') =>
    query
      .selectFrom('keys')
      .select(eb => [
        eb.fn<number>('octet_length', ['name']).as('name'),
        eb.fn<number>('octet_length', ['scopes']).as('scopes'),
        eb.fn<number>('octet_length', ['metadata']).as('metadata'),
      ])
      .orderBy('id', order)
      .limit(sampleSize)
      .execute()
  const rows = [...(await lengthsFrom('asc')), ...(await lengthsFrom('desc'))]
  const sum = rows.reduce((bytes, { name, scopes, metadata }) => bytes + name + scopes + metadata, 0)
  return sum / Math.max(1, rows.length)
}
