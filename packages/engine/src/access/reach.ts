/** Which organizations and APIs a credential reaches; null is everything. */
export type Reach = { readonly organizationId: string | null; readonly apiId: string | null }

export const everything: Reach = { organizationId: null, apiId: null }

/** No organization and no API has an empty id. */
export const nowhere: Reach = { organizationId: '', apiId: '' }

/** Whether a row of this organization and API lies within reach. */
export function isWithinReach(reach: Reach, row: { organizationId: string; apiId: string | null }): boolean {
  if (reach.organizationId !== null && reach.organizationId !== row.organizationId) return false
  return reach.apiId === null || reach.apiId === row.apiId
}

/** Whether everything that `inner` reaches is reached by `outer`. */
export function isReachInside(inner: Reach, outer: Reach): boolean {
  if (outer.organizationId !== null && outer.organizationId !== inner.organizationId) return false
  return outer.apiId === null || outer.apiId === inner.apiId
}
