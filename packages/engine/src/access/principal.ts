import { GrantedScopes } from '@keyturn/core'
import { everything, type Reach } from './reach.ts'
import { type Restrictions, unrestricted } from './restrictions.ts'

/** Who asks: a management key, or the system itself at its start and in its jobs. */
export type Principal = KeyPrincipal | SystemPrincipal

export type KeyPrincipal = {
  readonly type: 'key'
  readonly keyId: string
  readonly keyName: string
  readonly organizationId: string
  readonly scopes: GrantedScopes
  readonly reach: Reach
  /** What binds it otherwise: what it makes is bound as tightly. */
  readonly restrictions: Restrictions
}

export type SystemPrincipal = {
  readonly type: 'system'
  readonly name: string
  readonly scopes: GrantedScopes
  readonly reach: Reach
}

export function systemPrincipal(name: string): SystemPrincipal {
  return {
    type: 'system',
    name,
    scopes: GrantedScopes.of(['*']),
    reach: everything,
  }
}

/** What is written down about who did something. */
export type Actor = { type: 'key' | 'system'; id: string; name: string }

export function actorOf(principal: Principal): Actor {
  if (principal.type === 'system') return { type: 'system', id: 'system', name: principal.name }
  return { type: 'key', id: principal.keyId, name: principal.keyName }
}

/** What binds a credential besides scopes and reach; nothing binds the system. */
export function restrictionsOf(principal: Principal): Restrictions {
  return principal.type === 'key' ? principal.restrictions : unrestricted
}
