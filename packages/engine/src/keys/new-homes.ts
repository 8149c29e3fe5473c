import type { Reach } from '../access/reach.ts'
import type { ApiRow } from '../apis/api.ts'
import { findApisWithin } from '../apis/api-queries.ts'
import { invalidInput, notFound } from '../errors/engine-error.ts'
import type { Refused } from '../mutate/commit-together.ts'
import type { OrganizationRow } from '../organizations/organization.ts'
import { findBuiltinOrganization, findNewOwnersWithin } from '../organizations/organization-queries.ts'
import type { RowLock } from '../storage/row-lock.ts'
import type { Queryable } from '../storage/storage.ts'
import { assertReadable, type KeyHome, toKeyHome } from './key-home.ts'

/** Where a key is to live. */
export type WantedHome = { reach: Reach; apiId: string; organizationId: string | undefined }

/**
 * Loads where new keys are to live, each within the reach of who asks for it, and refuses with 404 what cannot be
 * reached. Locks the places, so that nobody deletes one meanwhile. Answers in the order of the wishes.
 */
export async function findNewHomes(
  query: Queryable,
  wanted: readonly WantedHome[],
  lock: RowLock,
): Promise<(KeyHome | Refused)[]> {
  const places = new Map<string, Places>()
  for (const [name, wishes] of Map.groupBy(wanted, reachName)) {
    places.set(name, await findPlaces(query, wishes, lock))
  }
  const homes = new Map<string, KeyHome | Refused>()
  return wanted.map(wish => {
    const name = JSON.stringify([reachName(wish), wish.apiId, wish.organizationId])
    const home = homes.get(name) ?? homeIn(places.get(reachName(wish)), wish)
    homes.set(name, home)
    return home
  })
}

/** One home, or its refusal thrown. */
export async function findNewHome(query: Queryable, wanted: WantedHome, lock: RowLock): Promise<KeyHome> {
  const [home] = await findNewHomes(query, [wanted], lock)
  if (!home) throw new Error('a wish without an answer')
  if ('refusal' in home) throw home.refusal
  return home
}

type Places = {
  apis: Map<string, ApiRow>
  organizations: Map<string, OrganizationRow>
  /** The vendor's own organization, where keys of the built-in API live that name none. */
  builtin: OrganizationRow | undefined
}

function reachName({ reach }: WantedHome): string {
  return JSON.stringify([reach.organizationId, reach.apiId])
}

async function findPlaces(query: Queryable, wishes: readonly WantedHome[], lock: RowLock): Promise<Places> {
  const reach = wishes[0]?.reach
  if (!reach) throw new Error('no wishes')
  const named = new Set(wishes.flatMap(wish => ownerNamed(wish) ?? []))
  // Asked for together: one journey to the database, and the locks are taken in this order.
  const [apis, organizations] = await Promise.all([
    findApisWithin(query, [...new Set(wishes.map(({ apiId }) => apiId))], reach, lock),
    findNewOwnersWithin(query, [...named], reach, lock),
  ])
  const needsBuiltin = wishes.some(wish => ownerNamed(wish) === null) && apis.some(api => api.builtin === 1)
  return {
    apis: new Map(apis.map(row => [row.id, row])),
    organizations: new Map(organizations.map(row => [row.id, row])),
    builtin: needsBuiltin ? await findBuiltinOrganization(query) : undefined,
  }
}

function ownerNamed({ reach, organizationId }: WantedHome): string | null {
  return organizationId ?? reach.organizationId
}

function homeIn(places: Places | undefined, wish: WantedHome): KeyHome | Refused {
  const api = places?.apis.get(wish.apiId)
  if (!places || !api) return { refusal: notFound() }
  const organizationId = ownerNamed(wish)
  if (organizationId === null && api.builtin === 0) return { refusal: withoutOwner() }
  const organization = organizationId === null ? places.builtin : places.organizations.get(organizationId)
  if (!organization) return { refusal: notFound() }
  try {
    const home = toKeyHome(api, organization)
    assertReadable(home)
    return home
  } catch (refusal) {
    return { refusal }
  }
}

function withoutOwner(): Error {
  return invalidInput([
    { pointer: '/organizationId', message: 'Say whose key it is: organizationId is missing.' },
  ])
}
