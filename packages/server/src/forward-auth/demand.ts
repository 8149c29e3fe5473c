import { forwardAuthQuery, readRequiredScopes } from '@keyturn/contract'
import type { VerifyInput } from '@keyturn/engine'
import { ownText } from '../http/own-text.ts'
import { parseParameters } from '../http/parse-input.ts'
import { parseQuery } from '../http/parse-query.ts'

/** What a gateway's configuration asks of every caller. */
type Demand = Pick<VerifyInput, 'apiId' | 'environment' | 'scopes'>

/** Configurations are few and repeat. Trusted peers alone can fill this. */
const known = new Map<string, Demand>()
const knownMax = 1_000

/** What `guardRequest` checks of an address, for the lane that it does not guard. Throws `HttpProblem`. */
export function guardTarget(target: string): void {
  if (!known.has(target)) parseQuery(target)
}

/** The demand in an address. Throws `HttpProblem`, so that a configuration with a mistake lets nobody in. */
export function readDemand(target: string): Demand {
  const found = known.get(target)
  if (found !== undefined) return found
  const parameters = forwardAuthQuery.parse(parseParameters(forwardAuthQuery, parseQuery(target)))
  const { apiId, environment, scopes } = parameters
  const demand = {
    apiId,
    environment,
    scopes: scopes === undefined ? undefined : (readRequiredScopes(scopes) ?? scopes),
  }
  if (known.size >= knownMax) known.clear()
  known.set(ownText(target), demand)
  return demand
}
