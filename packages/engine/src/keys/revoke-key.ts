import { authorise } from '../access/authorise.ts'
import type { Context } from '../mutate/context.ts'
import { type Mutated, mutate } from '../mutate/mutate.ts'
import type { KeyView } from './key.ts'
import { changeKey, eraseCiphertexts, findLastUsedWithin } from './key-queries.ts'
import { toKeyView } from './key-view.ts'
import { loadKeyWithin } from './load-key.ts'

export type RevokeKeyInput = { keyId: string; reason?: string | null | undefined }
export type RevokedKey = { key: KeyView; effective: { everywhere: boolean } }

/**
 * Ends a key for good. Answers when no node can accept it any more; a repeated call changes nothing and waits the
 * same way.
 */
export async function revokeKey(ctx: Context, input: RevokeKeyInput): Promise<Mutated<RevokedKey>> {
  authorise(ctx.principal, 'keys:write')
  const lastUsedAt = await findLastUsedWithin(ctx.storage, input.keyId, ctx.reach)
  const { result: key, effect } = await mutate(ctx, 'keys:write', async tx => {
    const loaded = await loadKeyWithin(tx, input.keyId, ctx.reach, 'change')
    const { row } = loaded
    const now = ctx.clock.now()
    const changes = [{ kind: 'key' as const, id: row.id }]
    if (row.revoked_at !== null)
      return { result: toKeyView({ ...loaded, lastUsedAt }, now), audit: [], changes }
    const before = toKeyView({ ...loaded, lastUsedAt }, now)
    const revoked = await changeKey(tx, row, {
      revoked_at: now,
      revoked_reason: input.reason ?? null,
      sole_slot: null,
      updated_at: now,
    })
    await eraseCiphertexts(tx, [row.id])
    const after = toKeyView({ ...loaded, row: revoked, lastUsedAt }, now)
    const target = { type: 'key' as const, id: row.id, name: row.name }
    const details = { before, after, reason: input.reason ?? null }
    return {
      result: after,
      audit: [{ action: 'key.revoked', organizationId: row.organization_id, target, details }],
      changes,
    }
  })
  return { result: { key, effective: { everywhere: effect.everywhere } }, effect }
}
