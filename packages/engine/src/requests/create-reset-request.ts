import { authorise } from '../access/authorise.ts'
import { actorOf } from '../access/principal.ts'
import { EngineError, notFound } from '../errors/engine-error.ts'
import { newId } from '../ids/new-id.ts'
import { activeSecrets, type KeyRow, type SecretRow } from '../keys/key.ts'
import { findKeyWithin } from '../keys/key-queries.ts'
import { loadKeyWithin } from '../keys/load-key.ts'
import type { Context } from '../mutate/context.ts'
import { type Mutated, mutate } from '../mutate/mutate.ts'
import type { Tx } from '../storage/storage.ts'
import { countAttempts } from '../users/attempts.ts'
import { showResetRequest } from './load-reset-request.ts'
import { assertMayAsk, requestLifetimeMs } from './request.ts'
import { requestLimits } from './request-limits.ts'
import { closeRequest, insertRequest } from './request-queries.ts'
import { type ResetRequestView, resetRequestEvent, statusOfReset } from './reset-request.ts'
import { findUnclosedResetRequest } from './reset-request-queries.ts'
import { tellDeciders } from './tell-people.ts'

export type CreateResetRequestInput = { keyId: string; reason: string }

/**
 * Asks those who manage keys to reset one that may be exposed. Whoever sees a key may ask; of each key it is asked once
 * at a time, for seven days.
 *
 * @throws EngineError `conflict` while it is asked already; `key_not_active`; `rate_limited`.
 */
export async function createResetRequest(
  ctx: Context,
  { keyId, reason }: CreateResetRequestInput,
): Promise<Mutated<ResetRequestView>> {
  authorise(ctx.principal, 'keys:read')
  assertMayAsk(ctx.principal)
  // Within reach, or anybody could use up what other organizations have.
  const found = await findKeyWithin(ctx.storage.lookups, keyId, ctx.reach)
  if (!found) throw notFound()
  await countAttempts(ctx, requestLimits(ctx.principal, found.organization_id))
  return mutate(
    ctx,
    'keys:read',
    async tx => {
      const { row: key, secrets } = await loadKeyWithin(tx, keyId, ctx.reach, 'share')
      const now = ctx.clock.now()
      const secret = presentSecret(key, secrets, now)
      await makeRoom(ctx, tx, key.id)
      const row = await insertRequest(tx, {
        id: newId('rst', now),
        organization_id: key.organization_id,
        kind: 'key_reset',
        key_id: key.id,
        secret_id: secret.id,
        reason,
        asked_by: JSON.stringify(actorOf(ctx.principal)),
        open_slot: key.id,
        expires_at: now + requestLifetimeMs,
        created_at: now,
      })
      await tellDeciders(ctx, tx, row)
      const result = await showResetRequest(ctx, tx, row.id)
      return { result, audit: [resetRequestEvent('reset_request.created', result)], changes: [] }
    },
    { conflicts: { requests_open_slot: isAskedAlready } },
  )
}

/** The secret that callers are to use now. */
function presentSecret(key: KeyRow, secrets: readonly SecretRow[], now: number): SecretRow {
  const hasExpired = key.expires_at !== null && key.expires_at <= now
  const [secret] = key.revoked_at === null && !hasExpired ? activeSecrets(secrets, now) : []
  if (secret) return secret
  throw new EngineError('key_not_active', 'This key has ended already, so there is nothing to reset.')
}

/** Of a request that is over and was not closed the place is free. */
async function makeRoom(ctx: Context, tx: Tx, keyId: string): Promise<void> {
  const before = await findUnclosedResetRequest(tx, keyId, ctx.reach)
  if (!before) return
  const status = statusOfReset(before, ctx.clock.now())
  if (status === 'open') throw isAskedAlready()
  await closeRequest(tx, before.id, { status })
}

function isAskedAlready(): EngineError {
  return new EngineError('conflict', 'A reset of this key is asked for already. Wait until it is decided.')
}
