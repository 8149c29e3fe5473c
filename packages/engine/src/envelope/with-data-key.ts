import type { Vault } from './vault.ts'

/** Thrown inside a transaction, in which nothing but SQL is awaited, and a KEK may be far away. */
export class DataKeyNeeded extends Error {
  readonly organizationId: string

  constructor(organizationId: string) {
    super('the data key of an organization is not in memory')
    this.name = 'DataKeyNeeded'
    this.organizationId = organizationId
  }
}

const attemptsMax = 3

/** Runs what seals or opens secrets, again once the data key that it lacked was fetched or made. */
export async function withDataKey<T>(vault: Vault, run: () => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await run()
    } catch (error) {
      if (!(error instanceof DataKeyNeeded) || attempt === attemptsMax) throw error
      await vault.dataKeyOf(error.organizationId)
    }
  }
}
