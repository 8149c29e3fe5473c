import type { Context } from '../mutate/context.ts'
import type { SecretRow } from './key.ts'

/** Thrown inside a transaction, in which nothing but SQL is awaited, and a KEK may be far away. */
class DataKeyNeeded extends Error {
  readonly organizationId: string

  constructor(organizationId: string) {
    super('the data key of an organization is not in memory')
    this.name = 'DataKeyNeeded'
    this.organizationId = organizationId
  }
}

const attemptsMax = 3

/** Runs what seals or opens secrets, again once the data key that it lacked was fetched or made. */
export async function withDataKey<T>(ctx: Context, run: () => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await run()
    } catch (error) {
      if (!(error instanceof DataKeyNeeded) || attempt === attemptsMax) throw error
      await ctx.vault.dataKeyOf(error.organizationId)
    }
  }
}

/** The secret with its token, encrypted, so that it can be shown again. Within `withDataKey`. */
export function sealSecret(ctx: Context, row: SecretRow, token: string): SecretRow {
  const dataKey = dataKeyOf(ctx, row)
  return { ...row, ciphertext: ctx.vault.encrypt(dataKey, placeOf(row), token), data_key_id: dataKey.id }
}

/**
 * The token of a secret that was sealed. Within `withDataKey`.
 *
 * @throws EngineError `decryption_failed` where it is not what was sealed.
 */
export function openSecret(ctx: Context, row: SecretRow & { ciphertext: Buffer }): string {
  return ctx.vault.decrypt(dataKeyOf(ctx, row), placeOf(row), row.ciphertext)
}

function dataKeyOf(ctx: Context, { organization_id }: SecretRow) {
  const dataKey = ctx.vault.dataKeyInHand(organization_id)
  if (!dataKey) throw new DataKeyNeeded(organization_id)
  return dataKey
}

function placeOf({ id, key_id, organization_id }: SecretRow) {
  return { organizationId: organization_id, keyId: key_id, secretId: id }
}
