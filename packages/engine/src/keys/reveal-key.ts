import { assertRecent } from '../access/assert-recent.ts'
import { authorise } from '../access/authorise.ts'
import { EngineError } from '../errors/engine-error.ts'
import type { Context } from '../mutate/context.ts'
import { type Mutated, mutate } from '../mutate/mutate.ts'
import { type KeyRow, newestFirst, type SecretRow } from './key.ts'
import { findHomeOf } from './key-home.ts'
import { loadKeyWithin } from './load-key.ts'
import { openSecret } from './seal-secret.ts'

/** `secret` is the full token; null in a repeated answer. */
export type RevealedKey = { secret: string | null }

/**
 * Shows the token of a key again, where its API allows that and it was kept. Each time is written down before the
 * token leaves; that it could not be read is, too.
 */
export async function revealKey(ctx: Context, input: { keyId: string }): Promise<Mutated<RevealedKey>> {
  authorise(ctx.principal, 'keys:reveal')
  try {
    return await reveal(ctx, input.keyId)
  } catch (error) {
    if (error instanceof EngineError && error.code === 'decryption_failed')
      await recordFailure(ctx, input.keyId)
    throw error
  }
}

function reveal(ctx: Context, keyId: string): Promise<Mutated<RevealedKey>> {
  return mutate(ctx, 'keys:reveal', async tx => {
    const { row, secrets } = await loadKeyWithin(tx, keyId, ctx.reach, 'share')
    const { api, organization } = await findHomeOf(tx, row)
    if (organization.keyPolicy.requireMfa) assertRecent(ctx.principal, ctx.clock)
    if (api.reveal !== 'anytime') throw notAllowed('Keys of this API are shown once, when they are made.')
    if (row.revoked_at !== null) throw notActive()
    const current = newestFirst(secrets)[0]
    if (!current || !isSealed(current)) throw notKept()
    const secret = openSecret(ctx, current)
    return {
      result: { secret },
      secretMembers: ['secret'],
      audit: [{ ...eventOn(row), action: 'key.revealed', details: { start: current.start } }],
      changes: [],
    }
  })
}

/** In a transaction of its own: the one that failed has written nothing. */
async function recordFailure(ctx: Context, keyId: string): Promise<void> {
  const { idempotency: _, ...request } = ctx.request
  await mutate({ ...ctx, request }, 'keys:reveal', async tx => {
    const { row } = await loadKeyWithin(tx, keyId, ctx.reach)
    return {
      result: null,
      audit: [{ ...eventOn(row), action: 'key.reveal_failed', details: { code: 'decryption_failed' } }],
      changes: [],
    }
  })
}

function eventOn(row: KeyRow) {
  const target = { type: 'key' as const, id: row.id, name: row.name }
  return { organizationId: row.organization_id, target }
}

function isSealed(secret: SecretRow): secret is SecretRow & { ciphertext: Buffer } {
  return secret.ciphertext !== null
}

function notAllowed(message: string): EngineError {
  return new EngineError('reveal_not_allowed', message)
}

function notKept(): EngineError {
  return notAllowed('The token of this key was not kept. Reset the key to get one that can be shown again.')
}

function notActive(): EngineError {
  return new EngineError('key_not_active', 'This key is revoked, and its token is not kept any more.')
}
