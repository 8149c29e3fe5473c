import { createHash } from 'node:crypto'
import { authorise } from '../access/authorise.ts'
import type { ReadContext } from '../access/read-context.ts'
import { notFound } from '../errors/engine-error.ts'
import type { KeyView } from './key.ts'
import { findLastUsedWithin, findSecretByDigest } from './key-queries.ts'
import { toKeyView } from './key-view.ts'
import { loadKeyWithin } from './load-key.ts'

/** Whose token this is, whether it still works or not; not counted as use. */
export async function lookupKey(ctx: ReadContext, input: { token: string }): Promise<KeyView> {
  authorise(ctx.principal, 'keys:read')
  const now = ctx.clock.now()
  const digest = createHash('sha256').update(input.token, 'utf8').digest()
  const secret = await findSecretByDigest(ctx.storage.lookups, digest, now)
  if (!secret) throw notFound()
  const loaded = await loadKeyWithin(ctx.storage.lookups, secret.keyId, ctx.reach)
  const lastUsedAt = await findLastUsedWithin(ctx.storage, secret.keyId, ctx.reach)
  return toKeyView({ ...loaded, lastUsedAt }, now)
}
