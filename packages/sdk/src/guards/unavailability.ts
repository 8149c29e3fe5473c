import { KeyturnError } from '@keyturn/contract/client'

/**
 * Whether Keyturn was away or busy: no answer, 5xx, 429. Anything else, such as a refused management key,
 * is a fault to repair, and nobody is let in because of it.
 */
export function isTemporary(error: unknown): boolean {
  if (!(error instanceof KeyturnError)) return false
  return error.status === 0 || error.status === 429 || error.status >= 500
}

/** When to come back, in seconds: what Keyturn said, else 2. */
export function retryAfterOf(error: unknown): number {
  return (error instanceof KeyturnError ? error.retryAfterSeconds : null) ?? 2
}
