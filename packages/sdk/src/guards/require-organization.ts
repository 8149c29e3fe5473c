import { KeyturnRefusal, refuse } from '../refusals/refusal.ts'
import type { AdmittedVerdict } from '../verdicts/verdict.ts'

/**
 * Refuses with 403 `wrong_organization` unless the key belongs to that organization, and with 503 when the
 * request was let through unverified: without a verdict nobody knows whose request it is.
 */
export function requireOrganization(verdict: AdmittedVerdict | null, organizationId: string): void {
  if (verdict === null) throw new KeyturnRefusal(refuse('verification_unavailable'))
  if (verdict.key.organizationId !== organizationId) throw new KeyturnRefusal(refuse('wrong_organization'))
}
