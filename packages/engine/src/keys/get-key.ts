import { authorise } from '../access/authorise.ts'
import type { ReadContext } from '../access/read-context.ts'
import type { KeyView } from './key.ts'
import { findLastUsedWithin } from './key-queries.ts'
import { toKeyView } from './key-view.ts'
import { loadKeyWithin } from './load-key.ts'

export async function getKey(ctx: ReadContext, input: { keyId: string }): Promise<KeyView> {
  authorise(ctx.principal, 'keys:read')
  const loaded = await loadKeyWithin(ctx.storage.lookups, input.keyId, ctx.reach)
  const lastUsedAt = await findLastUsedWithin(ctx.storage, input.keyId, ctx.reach)
  return toKeyView({ ...loaded, lastUsedAt }, ctx.clock.now())
}
