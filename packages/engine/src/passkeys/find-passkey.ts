import type { Context } from '../mutate/context.ts'
import { findPasskeyByCredential } from './passkey-queries.ts'

/** What an answer of a passkey is verified with. */
export type KnownPasskey = { userId: string; credentialId: Buffer; publicKey: Buffer }

/** Null for one that is nobody's. */
export async function findPasskey(
  { storage }: Pick<Context, 'storage'>,
  credentialId: Buffer,
): Promise<KnownPasskey | null> {
  const row = await findPasskeyByCredential(storage.lookups, credentialId)
  return row ? { userId: row.user_id, credentialId: row.credential_id, publicKey: row.public_key } : null
}
