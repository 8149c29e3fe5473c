import { EngineError } from '../errors/engine-error.ts'
import { MissingReference } from '../storage/storage-failure.ts'
import type { DataKey, Vault } from './vault.ts'

/** Thrown inside a transaction, in which nothing but SQL is awaited, and a KEK may be far away. */
class DataKeyNeeded extends Error {
  readonly organizationId: string

  constructor(organizationId: string) {
    super('the data key of an organization is not in memory')
    this.name = 'DataKeyNeeded'
    this.organizationId = organizationId
  }
}

/** The data key of an organization, inside a transaction; where it is not in memory the transaction runs again with it. */
export function dataKeyWithin(vault: Vault, organizationId: string): DataKey {
  const dataKey = vault.dataKeyInHand(organizationId)
  if (!dataKey) throw new DataKeyNeeded(organizationId)
  return dataKey
}

const attemptsMax = 5

/**
 * Runs what seals or opens secrets, again once the data key that it lacked was fetched or made. One in memory whose row
 * is gone was replaced as its KEK was given up: it is looked up anew. So it is, once, where something does not open: it
 * may have been sealed under the one that took its place.
 *
 * @throws EngineError `sealed` where this process does not have the KEK that took its place; `decryption_failed`.
 */
export async function withDataKey<T>(vault: Vault, run: () => Promise<T>): Promise<T> {
  let isFresh = false
  for (let attempt = 1; ; attempt++) {
    try {
      return await run()
    } catch (error) {
      if (attempt === attemptsMax) throw error
      if (error instanceof DataKeyNeeded) await vault.dataKeyOf(error.organizationId)
      else if (error instanceof MissingReference) vault.forgetDataKeys()
      else if (isUnopened(error) && !isFresh) {
        isFresh = true
        vault.forgetDataKeys()
      } else throw error
    }
  }
}

function isUnopened(error: unknown): boolean {
  return error instanceof EngineError && error.code === 'decryption_failed'
}
