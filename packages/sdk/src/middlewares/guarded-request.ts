import type { RequiredScopes } from '../guards/guard-options.ts'
import { requireOrganization } from '../guards/require-organization.ts'
import { requireScopes } from '../guards/require-scopes.ts'
import { KeyturnRefusal, refuse } from '../refusals/refusal.ts'
import type { AdmittedVerdict } from '../verdicts/verdict.ts'

/** What a handler behind a guard knows of its caller: `request.keyturn`, in Hono `c.get('keyturn')`. */
export class GuardedRequest {
  /** Null only where Keyturn was unavailable and the options say `allow`. */
  readonly verdict: AdmittedVerdict | null

  constructor(verdict: AdmittedVerdict | null) {
    this.verdict = verdict
  }

  /** The verified key. Without a verdict the request is refused with 503. */
  get key(): AdmittedVerdict['key'] {
    if (this.verdict === null) throw new KeyturnRefusal(refuse('verification_unavailable'))
    return this.verdict.key
  }

  /** Refuses with 403 `wrong_organization` unless the key belongs to that organization. */
  requireOrganization(organizationId: string): void {
    requireOrganization(this.verdict, organizationId)
  }

  /** Refuses with 403 `insufficient_scope` unless the key has these scopes too. */
  requireScopes(scopes: RequiredScopes): void {
    requireScopes(this.verdict, scopes)
  }
}
