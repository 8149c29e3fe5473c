import { networkContains, parseNetwork } from '@keyturn/core'

/** What a credential is bound to besides scopes and reach; null is not at all. */
export type Restrictions = {
  /** Milliseconds UTC. */
  readonly expiresAt: number | null
  /** Canonical networks. */
  readonly allowedIps: readonly string[] | null
  readonly allowedEndpoints: readonly { method: string; path: string }[] | null
}

export const unrestricted: Restrictions = { expiresAt: null, allowedIps: null, allowedEndpoints: null }

/** Which restriction of `outer` the other one does not keep; null when it is bound at least as tightly. */
export function looserThan(inner: Restrictions, outer: Restrictions): keyof Restrictions | null {
  const { expiresAt, allowedIps, allowedEndpoints } = outer
  if (expiresAt !== null && (inner.expiresAt === null || inner.expiresAt > expiresAt)) return 'expiresAt'
  if (allowedIps !== null && !inner.allowedIps?.every(text => liesWithin(text, allowedIps))) {
    return 'allowedIps'
  }
  if (allowedEndpoints !== null && !sameEndpoints(inner.allowedEndpoints, allowedEndpoints)) {
    return 'allowedEndpoints'
  }
  return null
}

/** Whether a network lies within one of others; one that only several cover together does not. */
function liesWithin(text: string, others: readonly string[]): boolean {
  const network = parseNetwork(text)
  if (network === null) return false
  return others.some(other => {
    const outer = parseNetwork(other)
    if (outer === null || outer.prefixLength > network.prefixLength) return false
    return networkContains(outer, network.address)
  })
}

type Endpoints = Restrictions['allowedEndpoints']

/** Whether one pattern covers another is not decided: only the same ones are as tight. */
function sameEndpoints(left: Endpoints, right: Endpoints): boolean {
  if (left === null || right === null) return left === right
  const forms = (endpoints: NonNullable<Endpoints>): string =>
    JSON.stringify([...new Set(endpoints.map(({ method, path }) => `${method} ${path}`))].sort())
  return forms(left) === forms(right)
}
