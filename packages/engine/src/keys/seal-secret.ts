import type { SealedPlace } from '../envelope/vault.ts'
import { dataKeyWithin } from '../envelope/with-data-key.ts'
import type { Context } from '../mutate/context.ts'
import type { SecretRow } from './key.ts'

/** The secret with its token, encrypted, so that it can be shown again. */
export function sealSecret(ctx: Context, row: SecretRow, token: string): SecretRow {
  const dataKey = dataKeyWithin(ctx.vault, row.organization_id)
  return { ...row, ciphertext: ctx.vault.encrypt(dataKey, placeOf(row), token), data_key_id: dataKey.id }
}

/**
 * The token of a secret that was sealed.
 *
 * @throws EngineError `decryption_failed` where it is not what was sealed.
 */
export function openSecret(ctx: Context, row: SecretRow & { ciphertext: Buffer }): string {
  return ctx.vault.decrypt(dataKeyWithin(ctx.vault, row.organization_id), placeOf(row), row.ciphertext)
}

function placeOf({ id, key_id, organization_id }: SecretRow): SealedPlace {
  return { organizationId: organization_id, kind: 'secret', path: [key_id, id, 'token'] }
}
