import { everything } from '../access/reach.ts'
import { dataKeyWithin, withDataKey } from '../envelope/with-data-key.ts'
import type { Context } from '../mutate/context.ts'
import { findOrganizationWithin } from '../organizations/organization-queries.ts'
import { clientSecretPlace } from './identity-provider.ts'
import { findIdentityProviderOf } from './identity-provider-queries.ts'

/** What it takes to ask an identity provider. */
export type OpenIdentityProvider = {
  id: string
  version: number
  issuer: string
  clientId: string
  clientSecret: string | null
}

/**
 * The identity provider at which people of an organization sign in; null where there is none that is switched on. Anybody
 * may ask: whoever signs in is nobody yet.
 *
 * @throws EngineError `sealed`; `decryption_failed` where its secret is not what was kept.
 */
export async function openIdentityProvider(
  { storage, vault }: Pick<Context, 'storage' | 'vault'>,
  organizationId: string,
): Promise<OpenIdentityProvider | null> {
  const organization = await findOrganizationWithin(storage.lookups, organizationId, everything)
  const row = organization && (await findIdentityProviderOf(storage.lookups, organization.id))
  if (!row || row.enabled === 0) return null
  const { id, version, issuer, client_id: clientId, ciphertext } = row
  const clientSecret =
    ciphertext === null
      ? null
      : await withDataKey(vault, async () =>
          vault.decrypt(dataKeyWithin(vault, organizationId), clientSecretPlace(row), ciphertext),
        )
  return { id, version, issuer, clientId, clientSecret }
}
