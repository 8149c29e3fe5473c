import { EngineError } from '../errors/engine-error.ts'
import type { Principal } from './principal.ts'

/**
 * Refuses somebody whom an organization's identity provider vouched for. It speaks for what people do in that
 * organization; if it could change how they sign in, whoever configures it could take over their accounts.
 */
export function assertOwnsAccount(principal: Principal): void {
  if (principal.type !== 'user' || principal.session?.method !== 'sso') return
  throw new EngineError(
    'insufficient_permission',
    'You signed in through the identity provider of an organization, which does not decide about your account. Sign in with your password or a passkey.',
  )
}
