import type { ManagementScope } from '@keyturn/core'
import { EngineError } from '../errors/engine-error.ts'
import type { Principal } from './principal.ts'

/** Refuses unless the credential holds the scope. */
export function authorise(principal: Principal, scope: ManagementScope): void {
  if (principal.scopes.grants(scope)) return
  throw new EngineError(
    'insufficient_scope',
    `This key lacks the scope ${scope}. Use a key that has it, or have it added by whoever manages this key.`,
  )
}
