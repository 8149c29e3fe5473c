/**
 * A vendor can make the page of an API for people who manage an account and are otherwise no people of keys: its
 * `console.requires` says so. They then run the keys of that API, and of no other: for the one call that is about such a
 * key they get the scopes, and a reach that ends at that API, so that no query of any verb can lead beyond it.
 */
import { GrantedScopes, type ManagementScope, type MemberPermission } from '@keyturn/core'
import { isEntrusted } from '../access/permission-scopes.ts'
import type { Principal } from '../access/principal.ts'
import type { ReadContext } from '../access/read-context.ts'
import type { ApiRow } from '../apis/api.ts'
import { findApiWithin } from '../apis/api-queries.ts'
import { toApiView } from '../apis/api-view.ts'
import { findKeyWithin } from './key-queries.ts'

/** What a call is about: a key, or the keys of an API. */
export type KeyOrApi = { keyId?: string | undefined; apiId?: string | undefined }

/** Whether what lacks a scope may still have it where an API entrusts its keys to it: only the call's subject can tell. */
export function mayBeEntrusted(principal: Principal, demand: ManagementScope): boolean {
  if (principal.type !== 'user' || principal.member === null || principal.scopes.grants(demand)) return false
  return principal.member.whereEntrusted.includes(demand)
}

/** The same person for this one call: as they are, or with the keys of the API that it is about. */
export async function entrustedPrincipal(
  ctx: Pick<ReadContext, 'principal' | 'storage' | 'reach'>,
  demand: ManagementScope,
  about: KeyOrApi,
): Promise<Principal> {
  const { principal, storage, reach } = ctx
  if (principal.type !== 'user' || principal.member === null || !mayBeEntrusted(principal, demand)) {
    return principal
  }
  const { lookups } = storage
  const ofKey = about.keyId === undefined ? undefined : await findKeyWithin(lookups, about.keyId, reach)
  const apiId = ofKey?.api_id ?? about.apiId
  const api = apiId === undefined ? undefined : await findApiWithin(lookups, apiId, reach)
  if (!api || !entrusts(api, principal.member.permissions)) return principal
  const scopes = GrantedScopes.of([...principal.scopes.words, ...principal.member.whereEntrusted])
  return { ...principal, scopes, reach: { ...principal.reach, apiId: api.id } }
}

/** Whether an API entrusts its keys to members with these permissions. */
export function entrusts(api: ApiRow, permissions: readonly MemberPermission[]): boolean {
  const { requires } = toApiView(api).console
  return api.builtin === 0 && isEntrusted({ requires }, permissions)
}
