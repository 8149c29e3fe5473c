import { assertVersion } from '../access/assert-version.ts'
import { authorise } from '../access/authorise.ts'
import type { Context } from '../mutate/context.ts'
import { type Mutated, mutate } from '../mutate/mutate.ts'
import { changeKey, eraseCiphertexts, findLastUsedWithin } from './key-queries.ts'
import { toKeyView } from './key-view.ts'
import { loadKeyWithin } from './load-key.ts'

/** Revokes a key and hides it. What it did stays in the logs, under its name. */
export async function deleteKey(
  ctx: Context,
  input: { keyId: string; ifVersion?: number | undefined },
): Promise<Mutated<null>> {
  authorise(ctx.principal, 'keys:write')
  const lastUsedAt = await findLastUsedWithin(ctx.storage, input.keyId, ctx.reach)
  return mutate(ctx, 'keys:write', async tx => {
    const loaded = await loadKeyWithin(tx, input.keyId, ctx.reach, 'change')
    const { row } = loaded
    assertVersion(row, input.ifVersion)
    const now = ctx.clock.now()
    await changeKey(tx, row, {
      revoked_at: row.revoked_at ?? now,
      deleted_at: now,
      sole_slot: null,
      updated_at: now,
    })
    await eraseCiphertexts(tx, [row.id])
    const target = { type: 'key' as const, id: row.id, name: row.name }
    const details = { before: toKeyView({ ...loaded, lastUsedAt }, now) }
    return {
      result: null,
      audit: [{ action: 'key.deleted', organizationId: row.organization_id, target, details }],
      changes: [{ kind: 'key', id: row.id }],
    }
  })
}
