import type { DataKey } from '../envelope/vault.ts'
import { DataKeyNeeded } from '../envelope/with-data-key.ts'
import type { Context } from '../mutate/context.ts'
import type { SecretRow } from './key.ts'

/** The secret with its token, encrypted, so that it can be shown again. */
export function sealSecret(ctx: Context, row: SecretRow, token: string): SecretRow {
  const dataKey = dataKeyOf(ctx, row)
  return { ...row, ciphertext: ctx.vault.encrypt(dataKey, placeOf(row), token), data_key_id: dataKey.id }
}

/**
 * The token of a secret that was sealed.
 *
 * @throws EngineError `decryption_failed` where it is not what was sealed.
 */
export function openSecret(ctx: Context, row: SecretRow & { ciphertext: Buffer }): string {
  return ctx.vault.decrypt(dataKeyOf(ctx, row), placeOf(row), row.ciphertext)
}

function dataKeyOf(ctx: Context, { organization_id }: SecretRow): DataKey {
  const dataKey = ctx.vault.dataKeyInHand(organization_id)
  if (!dataKey) throw new DataKeyNeeded(organization_id)
  return dataKey
}

function placeOf({ id, key_id, organization_id }: SecretRow) {
  return { organizationId: organization_id, keyId: key_id, secretId: id }
}
