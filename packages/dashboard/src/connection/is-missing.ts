import { KeyturnError } from '@keyturn/contract/client'

/** What is not there, or nothing that one reaches. */
export function isMissing(error: unknown): boolean {
  return error instanceof KeyturnError && error.status === 404
}
