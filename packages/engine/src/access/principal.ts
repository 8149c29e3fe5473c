import {
  GrantedScopes,
  type ManagementScope,
  type MemberPermission,
  type PortalPermission,
} from '@keyturn/core'
import type { OperatorRole, SessionMethod } from '../storage/identity-tables.ts'
import { everything, nowhere, type Reach } from './reach.ts'
import { type Restrictions, unrestricted } from './restrictions.ts'

/** Who asks: a management key, a person, somebody in a portal, or the system itself at its start and in its jobs. */
export type Principal = KeyPrincipal | UserPrincipal | PortalPrincipal | SystemPrincipal

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

/** A person, and what they act as: a member of the organization that their session is switched to, or an operator. */
export type UserPrincipal = {
  readonly type: 'user'
  readonly userId: string
  /** Null while they are only about to be signed in. */
  readonly session: UserSession | null
  readonly operator: OperatorRole | null
  readonly member: UserMembership | null
  /** What the organization asks of its members and this session lacks; it may do nothing there until it has it. */
  readonly lacks: 'second factor' | 'single sign-on' | null
  readonly scopes: GrantedScopes
  readonly reach: Reach
}

export type UserSession = {
  readonly id: string
  readonly method: SessionMethod
  /** The organization that it is switched to. */
  readonly organizationId: string | null
  /** When who holds it last proved who they are, and when with a second factor; milliseconds UTC. */
  readonly authenticatedAt: number
  readonly secondFactorAt: number | null
  /** The organization whose identity provider it began at: it acts there and nowhere else. */
  readonly boundTo: string | null
}

export type UserMembership = {
  readonly id: string
  readonly organizationId: string
  /** Whether the organization is suspended: its members look and change nothing. */
  readonly isSuspended: boolean
  readonly permissions: readonly MemberPermission[]
  /** Permissions as they are stored, to notice that they were changed. */
  readonly storedPermissions: string
  /** What they may do with the keys of APIs that are entrusted to them, beside the scopes that hold everywhere. */
  readonly whereEntrusted: readonly ManagementScope[]
}

/** Somebody whom a vendor vouches for: no account of theirs is here. They reach one API in one organization. */
export type PortalPrincipal = {
  readonly type: 'portal'
  readonly portalSessionId: string
  /** Who it is, in the vendor's own words. */
  readonly actor: { readonly id: string; readonly name: string }
  readonly organizationId: string
  readonly apiId: string
  readonly permissions: readonly PortalPermission[]
  /** Those of the management key that vouched, as they are stored: a change is noticed by them. */
  readonly makerScopes: string
  readonly scopes: GrantedScopes
  readonly reach: Reach
}

const nothing = GrantedScopes.of([])

/** Somebody who has said who they are and is not signed in yet: may do nothing but what concerns themselves. */
export function personPrincipal(userId: string): UserPrincipal {
  return {
    type: 'user',
    userId,
    session: null,
    operator: null,
    member: null,
    lacks: null,
    scopes: nothing,
    reach: nowhere,
  }
}

/** Somebody of whom nothing is known: the calls that need no credential. */
export const stranger: SystemPrincipal = {
  type: 'system',
  name: 'Somebody',
  scopes: nothing,
  reach: nowhere,
}

export function systemPrincipal(name: string): SystemPrincipal {
  return {
    type: 'system',
    name,
    scopes: GrantedScopes.of(['*']),
    reach: everything,
  }
}

/** What people of the vendor's staff are called where their name must not stand. */
export const operatorName = 'Operator'

/** What people of a portal are called where their name must not stand. */
const portalActorName = 'Portal user'

/** What is written down about who did something. */
export type Actor = { type: 'key' | 'user' | 'portal' | 'system'; id: string; name: string }

export function actorOf(principal: Principal): Actor {
  if (principal.type === 'system') return { type: 'system', id: 'system', name: principal.name }
  if (principal.type === 'key') return { type: 'key', id: principal.keyId, name: principal.keyName }
  if (principal.type === 'portal') return { type: 'portal', ...principal.actor }
  // Who it is stands in rows that can be erased: what is written here stays.
  return { type: 'user', id: principal.userId, name: principal.operator ? operatorName : 'Member' }
}

/** The same for what can never be erased: without the name of a person. */
export function lastingActorOf(principal: Principal): Actor {
  return withoutPerson(actorOf(principal))
}

export function withoutPerson(actor: Actor): Actor {
  return actor.type === 'portal' ? { ...actor, name: portalActorName } : actor
}

/** Tells callers of one kind and reach apart. */
export function callerIdOf(principal: Principal): string {
  if (principal.type === 'system') return principal.name
  if (principal.type === 'portal') return principal.actor.id
  return principal.type === 'key' ? principal.keyId : principal.userId
}

/** What binds a credential besides scopes and reach; nothing binds people and the system. */
export function restrictionsOf(principal: Principal): Restrictions {
  return principal.type === 'key' ? principal.restrictions : unrestricted
}
