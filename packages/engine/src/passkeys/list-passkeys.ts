import type { Context } from '../mutate/context.ts'
import { ownerOfAccount } from '../sessions/account-owner.ts'
import { type PasskeyView, toPasskeyView } from './passkey.ts'
import { selectPasskeysOf } from './passkey-queries.ts'

/** The passkeys of the person who asks, newest first. */
export async function listPasskeys(ctx: Pick<Context, 'storage' | 'principal'>): Promise<PasskeyView[]> {
  const { userId } = ownerOfAccount(ctx.principal)
  return (await selectPasskeysOf(ctx.storage.lookups, userId)).map(toPasskeyView)
}
