import { dataKeyWithin, withDataKey } from '../envelope/with-data-key.ts'
import type { Context } from '../mutate/context.ts'
import { findBuiltinOrganization } from '../organizations/organization-queries.ts'
import { totpPlace } from './second-factor.ts'
import { findTotp, type TotpRow } from './second-factor-queries.ts'

/** The secret that somebody's codes are made of, to compare one with. */
export type OpenTotp = { row: TotpRow; secret: string }

/**
 * Null for somebody without an authenticator app.
 *
 * @throws EngineError `sealed`; `decryption_failed` where it is not what was kept.
 */
export async function openTotp(
  { storage, vault }: Pick<Context, 'storage' | 'vault'>,
  userId: string,
): Promise<OpenTotp | null> {
  const row = await findTotp(storage.lookups, userId)
  if (!row) return null
  const organization = await findBuiltinOrganization(storage.lookups)
  if (!organization) throw new Error('an installation without its own organization')
  const secret = await withDataKey(vault, async () => {
    const dataKey = dataKeyWithin(vault, organization.id)
    return vault.decrypt(dataKey, totpPlace(organization.id, userId), row.ciphertext)
  })
  return { row, secret }
}
