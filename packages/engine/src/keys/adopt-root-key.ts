import { createHash } from 'node:crypto'
import { parseToken } from '@keyturn/core'
import { actorOf } from '../access/principal.ts'
import { everything } from '../access/reach.ts'
import { EngineError } from '../errors/engine-error.ts'
import { newId } from '../ids/new-id.ts'
import type { Context } from '../mutate/context.ts'
import { mutate } from '../mutate/mutate.ts'
import { toCreated, writeKeys } from './issue-keys.ts'
import { findSecretByDigest } from './key-queries.ts'
import { findNewHome } from './new-homes.ts'
import { secretOf } from './new-secret.ts'
import { planKey } from './plan-key.ts'

/**
 * Makes a token that the operator chose a management key with every scope, so that automation needs no scraping.
 * The same token again is no change; one that was revoked stays revoked and stops the start.
 */
export async function adoptRootKey(ctx: Context, input: { token: string; apiId: string }): Promise<void> {
  const parts = parseToken(input.token)
  if (parts?.prefix !== 'kt' || parts.environment !== 'live') {
    throw new EngineError('invalid_input', 'The root key must be a complete token that begins with kt_live_.')
  }
  const digest = createHash('sha256').update(input.token, 'utf8').digest()
  await mutate(ctx, 'keys:write', async tx => {
    const now = ctx.clock.now()
    // Nodes that start at once take turns here, so that the later ones find the key of the first.
    const place = { reach: ctx.reach, apiId: input.apiId, organizationId: undefined }
    const home = await findNewHome(tx, place, 'change')
    const known = await findSecretByDigest(tx, digest, now)
    if (known?.revoked) {
      throw new EngineError(
        'key_not_active',
        'The root key was revoked or replaced. Give a new one, or none.',
      )
    }
    if (known) return { result: null, audit: [], changes: [] }
    const id = newId('key', now)
    const settings = { apiId: input.apiId, name: 'Root key', scopes: ['*'], reach: everything }
    const plan = planKey({ id, home, settings, maker: ctx.principal, now })
    if ('faults' in plan) throw new Error(`the root key cannot be planned: ${JSON.stringify(plan.faults)}`)
    const row = { ...plan.columns, created_by: JSON.stringify(actorOf(ctx.principal)) }
    const secret = secretOf(input.token, { id, organizationId: row.organization_id, now })
    const planned = { builtin: true, row, secret, token: null, balance: undefined }
    await writeKeys(ctx.storage, tx, [planned])
    const { audit, changes } = toCreated(planned)
    return { result: null, audit, changes }
  })
}
