import type { ManagementScope } from '@keyturn/core'
import { EngineError } from '../errors/engine-error.ts'
import type { Principal, UserPrincipal } from './principal.ts'

/** What a verb asks for: a scope; `self` or `portal` for what people do about themselves, or about where they are in a portal. */
export type Demand = ManagementScope | 'self' | 'portal'

/** Refuses unless the credential holds the scope; `self` is held by people and by the system, `portal` by who is in one. */
export function authorise(principal: Principal, demand: Demand): void {
  if (isHeld(principal, demand)) return
  if (demand === 'self') {
    throw new EngineError('insufficient_permission', 'A key cannot do this: it concerns a person. Sign in.')
  }
  if (demand === 'portal') {
    throw new EngineError(
      'insufficient_permission',
      'This concerns somebody in a portal. Open it by its link.',
    )
  }
  if (principal.type === 'portal') {
    throw new EngineError(
      'insufficient_permission',
      `This page does not allow you that (${demand}). Ask whoever sent you here.`,
    )
  }
  if (principal.type === 'user') throw lacking(principal) ?? lacksPermission(demand)
  throw new EngineError(
    'insufficient_scope',
    `This key lacks the scope ${demand}. Use a key that has it, or have it added by whoever manages this key.`,
  )
}

function isHeld(principal: Principal, demand: Demand): boolean {
  if (demand === 'self') return principal.type === 'user' || principal.type === 'system'
  return demand === 'portal' ? principal.type === 'portal' : principal.scopes.grants(demand)
}

function lacking({ lacks }: UserPrincipal): EngineError | null {
  if (lacks === null) return null
  return lacks === 'second factor'
    ? new EngineError(
        'mfa_required',
        'This organization asks its members for a second factor. Add an authenticator app or a passkey to your account, or sign in with it.',
      )
    : new EngineError(
        'sso_required',
        'This organization asks its members to sign in through its identity provider. Sign in there.',
      )
}

function lacksPermission(scope: ManagementScope): EngineError {
  return new EngineError(
    'insufficient_permission',
    `Your permissions here do not allow this (${scope}). Ask an administrator of the organization for them.`,
  )
}
