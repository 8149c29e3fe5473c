import { authorise } from '../access/authorise.ts'
import type { Context } from '../mutate/context.ts'
import { type Mutated, mutate } from '../mutate/mutate.ts'
import { isRetiring, type KeyView } from './key.ts'
import { changeKey, findLastUsedWithin, revokeRetiringSecrets, selectSecrets } from './key-queries.ts'
import { toKeyView } from './key-view.ts'
import { loadKeyWithin } from './load-key.ts'

/**
 * Ends the old secret of a rotation before its time. Answers when no node can accept it any more; where nothing retires
 * it changes nothing and waits the same way.
 */
export async function completeRotation(ctx: Context, input: { keyId: string }): Promise<Mutated<KeyView>> {
  authorise(ctx.principal, 'keys:write')
  const lastUsedAt = await findLastUsedWithin(ctx.storage, input.keyId, ctx.reach)
  return mutate(ctx, 'keys:write', async tx => {
    const loaded = await loadKeyWithin(tx, input.keyId, ctx.reach, 'change')
    const { row } = loaded
    const now = ctx.clock.now()
    const changes = [{ kind: 'key' as const, id: row.id }]
    const before = toKeyView({ ...loaded, lastUsedAt }, now)
    if (!loaded.secrets.some(isRetiring)) return { result: before, audit: [], changes }
    await revokeRetiringSecrets(tx, row.id, now)
    const changed = await changeKey(tx, row, { updated_at: now })
    const secrets = await selectSecrets(tx, [row.id])
    const after = toKeyView({ ...loaded, row: changed, secrets, lastUsedAt }, now)
    const target = { type: 'key' as const, id: row.id, name: row.name }
    return {
      result: after,
      audit: [
        { action: 'key.updated', organizationId: row.organization_id, target, details: { before, after } },
      ],
      changes,
    }
  })
}
