import { authorise } from '../access/authorise.ts'
import type { Context } from '../mutate/context.ts'
import { type Mutated, mutate } from '../mutate/mutate.ts'
import { giveNewSecret } from './give-new-secret.ts'
import type { KeyView, RetiringSecret } from './key.ts'
import { findLastUsedWithin } from './key-queries.ts'
import { loadKeyWithin } from './load-key.ts'

export type RotateKeyInput = {
  keyId: string
  /** 0 (the default) ends every earlier secret at once; at most 30 days. */
  overlapSeconds?: number | undefined
}

/** `secret` is the new token, this once; null in a repeated answer. */
export type RotatedKey = { key: KeyView; secret: string | null; retiring: RetiringSecret | null }

/** Gives a key a new secret. Id, policy, history and expiry stay; the next rotation is due one period from now. */
export async function rotateKey(ctx: Context, input: RotateKeyInput): Promise<Mutated<RotatedKey>> {
  authorise(ctx.principal, 'keys:write')
  const { keyId, overlapSeconds = 0 } = input
  const lastUsedAt = await findLastUsedWithin(ctx.storage, keyId, ctx.reach)
  return mutate(ctx, 'keys:write', async tx => {
    const loaded = await loadKeyWithin(tx, keyId, ctx.reach, 'change')
    const { result, audit } = await giveNewSecret(ctx, tx, loaded, { overlapSeconds, lastUsedAt })
    return {
      result,
      secretMembers: ['secret'],
      audit: [audit],
      changes: [{ kind: 'key', id: keyId }],
    }
  })
}
